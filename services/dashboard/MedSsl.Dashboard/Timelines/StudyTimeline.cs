namespace MedSsl.Dashboard.Timelines;

/// <summary>The way of a study from the door to the models, and where it stands.</summary>
public sealed record StudyTimeline
{
    /// <summary>Dataset that was asked for.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Pseudonym of the patient; null where it is not known.</summary>
    public string? PatientId { get; init; }

    /// <summary>False where the object store has nothing of the study, not even a refusal.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>Where it stands and what helps, in one sentence: that of the most serious step that is not done.</summary>
    public required string Answer { get; init; }

    /// <summary>Steps of the study as a whole.</summary>
    public required IReadOnlyList<TimelineStep> Steps { get; init; }

    /// <summary>Its series in the order of their UIDs.</summary>
    public required IReadOnlyList<SeriesTimeline> Series { get; init; }
}
