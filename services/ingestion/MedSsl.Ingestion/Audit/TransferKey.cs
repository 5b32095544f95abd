namespace MedSsl.Ingestion.Audit;

/// <summary>Objects of one study from one sender that one message tells of.</summary>
internal sealed record TransferKey
{
    public required string CallingAeTitle { get; init; }

    public required string CalledAeTitle { get; init; }

    public required string Address { get; init; }

    public required string Dataset { get; init; }

    public required string StudyUid { get; init; }

    public required string PatientId { get; init; }

    public required bool IsDeIdentified { get; init; }

    /// <summary>Reason code where they were refused; null where they were stored.</summary>
    public string? Refused { get; init; }
}
