using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>A shard as a dataset lists it.</summary>
public sealed record DatasetShard
{
    /// <summary>Identity of the shard (<see cref="MedSsl.Shards.ShardId"/>).</summary>
    public required string ShardId { get; init; }

    /// <summary>Modality of all its samples.</summary>
    public required string Modality { get; init; }

    /// <summary>Number of samples.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The archive.</summary>
    public required ObjectRef Shard { get; init; }

    /// <summary>Its <see cref="ShardManifest"/>.</summary>
    public required ObjectRef Manifest { get; init; }
}
