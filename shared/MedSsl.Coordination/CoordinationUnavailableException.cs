namespace MedSsl.Coordination;

/// <summary>The store of leases and cached values could not be reached; trying again later may help.</summary>
public sealed class CoordinationUnavailableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public CoordinationUnavailableException(string message, Exception? inner = null)
        : base(message, inner) { }
}
