namespace MedSsl.Catalogue.Selection;

/// <summary>A definition that gives no dataset; the message says why and what to do.</summary>
public sealed class SelectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SelectionException(string message)
        : base(message) { }
}
