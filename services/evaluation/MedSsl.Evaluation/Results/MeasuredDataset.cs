namespace MedSsl.Evaluation.Results;

/// <summary>The version of a dataset that was used.</summary>
/// <param name="Dataset">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="ManifestSha256">SHA-256 of the version's manifest, which names every shard by digest.</param>
public sealed record MeasuredDataset(string Dataset, int Version, string ManifestSha256);
