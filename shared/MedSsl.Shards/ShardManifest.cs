using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>The index of a stored shard.</summary>
public sealed record ShardManifest
{
    /// <summary>The only format so far.</summary>
    public const string CurrentFormat = "medssl-shard-1";

    /// <summary>Format of the shard and of this record: <see cref="CurrentFormat"/>.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>Identity of the shard: SHA-256 of its archive; in older ones of its keys.</summary>
    public required string Id { get; init; }

    /// <summary>Modality of all its samples.</summary>
    public required string Modality { get; init; }

    /// <summary>The archive.</summary>
    public required ObjectRef Shard { get; init; }

    /// <summary>Its samples, by key.</summary>
    public required IReadOnlyList<ShardSample> Samples { get; init; }

    /// <summary>The manifest of what <see cref="ShardWriter"/> wrote, once the archive is stored.</summary>
    public static ShardManifest From(ShardIndex index, string modality, ObjectRef shard)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new ShardManifest { FormatVersion = CurrentFormat, Id = index.Id, Modality = modality, Shard = shard, Samples = index.Samples };
    }
}
