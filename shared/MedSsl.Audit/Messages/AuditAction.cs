namespace MedSsl.Audit.Messages;

/// <summary>Event Action Code (PS3.15 A.5.1.1).</summary>
public enum AuditAction
{
    /// <summary>C: something new is here.</summary>
    Create,

    /// <summary>R: something was looked at.</summary>
    Read,

    /// <summary>U: something that was here changed.</summary>
    Update,

    /// <summary>E: something was done.</summary>
    Execute,
}
