namespace MedSsl.Audit.Messages;

/// <summary>What of a study an event is about.</summary>
public sealed record StudyContent
{
    /// <summary>Study Instance UID, or what stands for it.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Patient ID, or what stands for it.</summary>
    public required string PatientId { get; init; }

    /// <summary>Whether both only stand for the real ones.</summary>
    public required bool IsDeIdentified { get; init; }

    /// <summary>How much of it.</summary>
    public required IReadOnlyList<SopClassCount> SopClasses { get; init; }

    /// <summary>Dataset that it went to.</summary>
    public required string Dataset { get; init; }
}
