using MedSsl.Contracts.Documents;

namespace MedSsl.Contracts.Ingestion;

/// <summary>Event: every series of a study that is expected for now is complete and described by a study manifest.</summary>
public sealed record StudyCompleted
{
    /// <summary>Dataset that the study was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Number of series in the manifest.</summary>
    public required int SeriesCount { get; init; }

    /// <summary>Number of instances of all these series.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>Series that are new or changed since the study had been found complete before; null the first time.</summary>
    public int? LateSeriesCount { get; init; }

    /// <summary>Why it counts as complete (<see cref="CompletionReasons"/>).</summary>
    public required string CompletedBy { get; init; }

    /// <summary>The study manifest (JSON, <see cref="StudyManifest"/>): pseudonyms and one series manifest per series.</summary>
    public required ObjectRef Manifest { get; init; }

    /// <summary>When the study was found complete (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}
