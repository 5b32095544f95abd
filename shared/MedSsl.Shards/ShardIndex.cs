namespace MedSsl.Shards;

/// <summary>What <see cref="ShardWriter"/> wrote.</summary>
/// <param name="Id">Identity of the shard: SHA-256 of its archive; in older ones of its keys.</param>
/// <param name="Samples">Its samples in the order of the archive: by key.</param>
public sealed record ShardIndex(string Id, IReadOnlyList<ShardSample> Samples);
