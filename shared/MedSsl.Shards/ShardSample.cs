namespace MedSsl.Shards;

/// <summary>A sample and where its pixels lie, so that a reader can seek instead of walking the archive.</summary>
/// <param name="Metadata">What the sample is.</param>
/// <param name="Offset">First byte of the encoded image in the shard.</param>
/// <param name="Length">Bytes of the encoded image.</param>
/// <param name="Sha256">SHA-256 of the encoded image; null in manifests from before it was kept.</param>
public sealed record ShardSample(SampleMetadata Metadata, long Offset, int Length, string? Sha256 = null);
