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

    /// <summary>How many of its samples are images, near duplicates too; null in versions from before it was counted.</summary>
    public int? ImageCount { get; init; }

    /// <summary>How many are images that repeat no other; null in versions from before it was counted.</summary>
    public int? DistinctImageCount { get; init; }

    /// <summary>The archive.</summary>
    public required ObjectRef Shard { get; init; }

    /// <summary>Its <see cref="ShardManifest"/>.</summary>
    public required ObjectRef Manifest { get; init; }

    /// <summary>The entry of a shard that is stored.</summary>
    public static DatasetShard Of(ShardManifest manifest, ObjectRef stored)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new DatasetShard
        {
            ShardId = manifest.Id,
            Modality = manifest.Modality,
            SampleCount = manifest.Samples.Count,
            ImageCount = manifest.Samples.Count(sample => SampleSelection.Images.Holds(sample.Metadata)),
            DistinctImageCount = manifest.Samples.Count(sample => SampleSelection.DistinctImages.Holds(sample.Metadata)),
            Shard = manifest.Shard,
            Manifest = stored,
        };
    }

    /// <summary>How many of its samples a reader sees; null where only its manifest can tell.</summary>
    public int? CountOf(SampleSelection selection) => selection switch
    {
        SampleSelection.Images => ImageCount,
        SampleSelection.DistinctImages => DistinctImageCount,
        _ => SampleCount - ImageCount,
    };
}
