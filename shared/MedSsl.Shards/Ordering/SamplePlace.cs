namespace MedSsl.Shards.Ordering;

/// <summary>Where a sample lies.</summary>
/// <param name="ShardId">The shard.</param>
/// <param name="Index">Which of the shard's samples that take part, by key, from 0.</param>
public readonly record struct SamplePlace(string ShardId, int Index);
