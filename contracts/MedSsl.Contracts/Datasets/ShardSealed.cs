namespace MedSsl.Contracts.Datasets;

/// <summary>Event: a shard is complete and immutable.</summary>
public sealed record ShardSealed
{
    /// <summary>Dataset the shard belongs to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Id of the shard: the hash of its sorted sample keys.</summary>
    public required string ShardId { get; init; }

    /// <summary>Modality code; a shard holds one modality.</summary>
    public required string Modality { get; init; }

    /// <summary>Number of samples.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The tar file.</summary>
    public required ObjectRef Shard { get; init; }

    /// <summary>The manifest (JSON) beside it: every sample with offset, patient, study, series.</summary>
    public required ObjectRef Manifest { get; init; }

    /// <summary>When it was sealed (UTC).</summary>
    public required DateTimeOffset SealedAt { get; init; }
}
