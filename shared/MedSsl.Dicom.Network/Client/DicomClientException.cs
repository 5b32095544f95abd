namespace MedSsl.Dicom.Network.Client;

/// <summary>The peer could not be reached, refused the association, or ended it; the message says what happened.</summary>
public sealed class DicomClientException : IOException
{
    /// <summary>Creates the exception.</summary>
    public DicomClientException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public DicomClientException(string message, Exception cause)
        : base(message, cause) { }
}
