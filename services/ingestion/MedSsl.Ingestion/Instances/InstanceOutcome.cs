using MedSsl.Ingestion.Audit;

namespace MedSsl.Ingestion.Instances;

/// <summary>What became of one input: stored in a series, or refused with a reason.</summary>
public sealed record InstanceOutcome
{
    /// <summary>De-identified Series Instance UID; null when the input was refused.</summary>
    public string? SeriesUid { get; init; }

    /// <summary>De-identified SOP Instance UID; null when the input was refused.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>Reason code; null when the input was stored.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>What was expected and what was found; null when the input was stored.</summary>
    public string? Reason { get; init; }

    /// <summary>Whom and what it is of, for the audit trail only; null when that could not be read.</summary>
    internal AuditSubject? Subject { get; init; }

    /// <summary>True when the input is durable.</summary>
    public bool IsStored => SeriesUid is not null;
}
