namespace MedSsl.Contracts.Datasets;

/// <summary>
/// Event: a shard in the object store is not what its dataset says. The run that found it goes on with other samples in the place of its own; the object is to be
/// restored from a backup.
/// </summary>
public sealed record ShardQuarantined
{
    /// <summary>Dataset whose version lists the shard.</summary>
    public required string Dataset { get; init; }

    /// <summary>The version.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>Id of the shard.</summary>
    public required string ShardId { get; init; }

    /// <summary>The archive as the dataset names it.</summary>
    public required ObjectRef Shard { get; init; }

    /// <summary>Run that found it.</summary>
    public required string RunId { get; init; }

    /// <summary>What is wrong, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was found (UTC).</summary>
    public required DateTimeOffset QuarantinedAt { get; init; }
}
