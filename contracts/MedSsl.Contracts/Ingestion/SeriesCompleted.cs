namespace MedSsl.Contracts.Ingestion;

/// <summary>Event: all instances of a series that are expected for now are durable and described by a series manifest.</summary>
public sealed record SeriesCompleted
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Number of instances in the manifest.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>Instances that came after the series had been found complete before, and are in this manifest for the first time; null the first time.</summary>
    public int? LateInstanceCount { get; init; }

    /// <summary>
    /// How many instances the series says that it has; null where its instances do not say, or do not agree. With fewer in the manifest, some are missing.
    /// </summary>
    public int? ExpectedInstanceCount { get; init; }

    /// <summary>Why it counts as complete (<see cref="CompletionReasons"/>); null in events that are older than the reasons.</summary>
    public string? CompletedBy { get; init; }

    /// <summary>The series manifest (JSON): pseudonyms and one object per instance.</summary>
    public required ObjectRef Manifest { get; init; }

    /// <summary>When the series was found complete (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}
