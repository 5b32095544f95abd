using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>A file of the catalogue of a dataset version.</summary>
/// <param name="Rows">Its samples.</param>
/// <param name="File">The Parquet file (docs/catalogue.md).</param>
/// <param name="Keys">Its index by sample key; null in files from before there was one.</param>
public sealed record CataloguePart(long Rows, ObjectRef File, ObjectRef? Keys = null);
