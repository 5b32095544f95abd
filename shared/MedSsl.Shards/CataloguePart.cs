using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>A file of the catalogue of a dataset version.</summary>
/// <param name="Rows">Its samples.</param>
/// <param name="File">The Parquet file (docs/catalogue.md).</param>
public sealed record CataloguePart(long Rows, ObjectRef File);
