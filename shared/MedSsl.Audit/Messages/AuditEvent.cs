namespace MedSsl.Audit.Messages;

/// <summary>One event of the audit trail, before it is a message.</summary>
public sealed record AuditEvent
{
    /// <summary>What happened.</summary>
    public required CodedValue EventId { get; init; }

    /// <summary>What exactly; null where the event has no types.</summary>
    public CodedValue? EventType { get; init; }

    /// <summary>What was done.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>How it went.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>How it went, in words; null where there is nothing to say.</summary>
    public string? OutcomeDescription { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who took part; one at least.</summary>
    public required IReadOnlyList<AuditParticipant> Participants { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<AuditObject> Objects { get; init; } = [];
}
