namespace MedSsl.Shards;

/// <summary>A sample and where its pixels lie, so that a reader can seek instead of walking the archive.</summary>
/// <param name="Metadata">What the sample is.</param>
/// <param name="Offset">First byte of the encoded image in the shard.</param>
/// <param name="Length">Bytes of the encoded image.</param>
public sealed record ShardSample(SampleMetadata Metadata, long Offset, int Length);
