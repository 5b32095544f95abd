using MedSsl.Contracts.Documents;

namespace MedSsl.Sharding.Sealing;

/// <summary>A normalized series that waits for a shard.</summary>
/// <param name="Key">Key of its entry in the object store.</param>
/// <param name="StagedAt">Since when it waits.</param>
/// <param name="Record">What normalization made of it.</param>
internal sealed record StagedSeries(string Key, DateTimeOffset StagedAt, NormalizationRecord Record);
