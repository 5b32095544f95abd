namespace MedSsl.Audit.Messages;

/// <summary>Event Outcome Indicator (PS3.15 A.5.1.1); the values are those of the messages.</summary>
public enum AuditOutcome
{
    /// <summary>As it should be.</summary>
    Success = 0,

    /// <summary>Something was refused or failed, and the rest goes on.</summary>
    MinorFailure = 4,

    /// <summary>A safeguard had to act.</summary>
    SeriousFailure = 8,
}
