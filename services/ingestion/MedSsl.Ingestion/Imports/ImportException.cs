namespace MedSsl.Ingestion.Imports;

/// <summary>An import that cannot begin; the message says what to mend.</summary>
public sealed class ImportException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ImportException(string message)
        : base(message) { }
}
