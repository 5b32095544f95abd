namespace MedSsl.Shards.Ordering;

/// <summary>A shard as an order sees it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="SampleCount">How many of its samples take part; from 1.</param>
public readonly record struct ShardSize(string Id, int SampleCount);
