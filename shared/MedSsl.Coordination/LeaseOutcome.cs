namespace MedSsl.Coordination;

/// <summary>How <see cref="LeaseRunner"/> came to its end.</summary>
public enum LeaseOutcome
{
    /// <summary>Somebody else holds the lease; nothing was done.</summary>
    NotAcquired,

    /// <summary>The work ended, and the lease was held all the time.</summary>
    Completed,

    /// <summary>The lease was lost while the work ran; the work was cancelled.</summary>
    Lost,
}
