using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Dashboard.Timelines;

/// <summary>All that the object store says of a study in a dataset.</summary>
internal sealed record StudyFacts
{
    public required string Dataset { get; init; }

    public required string StudyUid { get; init; }

    public string? PatientId { get; init; }

    public StudyManifest? Manifest { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its last series was opened; null while it is not open.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Time without a new series after which it is complete; null where that was not said.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>Inputs that were refused and lie in the quarantine.</summary>
    public required IReadOnlyList<InstanceRejected> Refused { get; init; }

    public required IReadOnlyList<SeriesFacts> Series { get; init; }

    /// <summary>Runs on a version of the dataset that holds something of the study.</summary>
    public required IReadOnlyList<RunUse> Runs { get; init; }
}
