using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>The labels of one task in a dataset version.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Rows">Its statements, those that were not chosen too.</param>
/// <param name="File">The Parquet file (docs/labels.md).</param>
public sealed record LabelTablePart(string Task, long Rows, ObjectRef File);
