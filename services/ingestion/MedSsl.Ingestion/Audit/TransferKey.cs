namespace MedSsl.Ingestion.Audit;

/// <summary>Objects of one study from one sender, or one medium, that one message tells of.</summary>
internal sealed record TransferKey
{
    /// <summary>Where they were put down; null where somebody sent them.</summary>
    public Uri? Medium { get; init; }

    /// <summary>Who sent them; empty where they were put down, as the two that follow.</summary>
    public string CallingAeTitle { get; init; } = "";

    public string CalledAeTitle { get; init; } = "";

    public string Address { get; init; } = "";

    public required string Dataset { get; init; }

    public required string StudyUid { get; init; }

    public required string PatientId { get; init; }

    public required bool IsDeIdentified { get; init; }

    /// <summary>Reason code where they were refused; null where they were stored.</summary>
    public string? Refused { get; init; }
}
