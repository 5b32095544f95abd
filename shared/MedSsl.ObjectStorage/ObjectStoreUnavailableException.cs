namespace MedSsl.ObjectStorage;

/// <summary>The store could not be reached or refused for now; trying again later may help.</summary>
public sealed class ObjectStoreUnavailableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public ObjectStoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner) { }
}
