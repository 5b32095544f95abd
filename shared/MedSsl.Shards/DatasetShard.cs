using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>A shard as a dataset lists it.</summary>
/// <param name="ShardId">Identity of the shard (<see cref="MedSsl.Shards.ShardId"/>).</param>
/// <param name="Modality">Modality of all its samples.</param>
/// <param name="SampleCount">Number of samples.</param>
/// <param name="Shard">The archive.</param>
/// <param name="Manifest">Its <see cref="ShardManifest"/>.</param>
public sealed record DatasetShard(string ShardId, string Modality, int SampleCount, ObjectRef Shard, ObjectRef Manifest);
