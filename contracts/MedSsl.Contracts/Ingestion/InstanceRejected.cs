namespace MedSsl.Contracts.Ingestion;

/// <summary>Event: an input was refused and set aside in the quarantine; nothing of it entered the pipeline.</summary>
public sealed record InstanceRejected
{
    /// <summary>Dataset that the input was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Stable code of the reason (<see cref="RejectionReasons"/>).</summary>
    public required string ReasonCode { get; init; }

    /// <summary>What was expected, what was found. Never contains a value of a patient attribute.</summary>
    public required string Reason { get; init; }

    /// <summary>SHA-256 of the refused bytes: how a sender finds the file among its own without a name on the bus.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>De-identified Study Instance UID; null where the bytes do not tell, and in events from before it was told.</summary>
    public string? StudyUid { get; init; }

    /// <summary>De-identified Series Instance UID; null where the bytes do not tell, and in events from before it was told.</summary>
    public string? SeriesUid { get; init; }

    /// <summary>The sealed copy in the quarantine; null when there were no bytes to keep.</summary>
    public ObjectRef? Quarantined { get; init; }

    /// <summary>When it was refused (UTC).</summary>
    public required DateTimeOffset RejectedAt { get; init; }
}
