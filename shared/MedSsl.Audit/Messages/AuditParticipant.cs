namespace MedSsl.Audit.Messages;

/// <summary>Who or what takes part in an event (Active Participant).</summary>
public sealed record AuditParticipant
{
    /// <summary>Process, person or medium.</summary>
    public required string UserId { get; init; }

    /// <summary>AE title; null where there is none.</summary>
    public string? AeTitle { get; init; }

    /// <summary>Whether this one began it; at most one of an event.</summary>
    public bool IsRequestor { get; init; }

    /// <summary>What it is in this event.</summary>
    public required CodedValue Role { get; init; }

    /// <summary>What kind of medium it is; null where it is none.</summary>
    public CodedValue? MediaType { get; init; }

    /// <summary>Address or name in the network; null where it is unknown.</summary>
    public string? NetworkAddress { get; init; }
}
