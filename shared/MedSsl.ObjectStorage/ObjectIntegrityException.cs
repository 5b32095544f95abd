namespace MedSsl.ObjectStorage;

/// <summary>An object that a message or manifest names is absent, or its content does not have the digest that was promised.</summary>
public sealed class ObjectIntegrityException : IOException
{
    /// <summary>Creates the exception.</summary>
    public ObjectIntegrityException(string message)
        : base(message) { }
}
