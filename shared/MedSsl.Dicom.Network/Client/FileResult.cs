namespace MedSsl.Dicom.Network.Client;

/// <summary>What became of a file that was to be sent.</summary>
/// <param name="Path">The file.</param>
/// <param name="Status">DIMSE status of the peer; null where it was never asked.</param>
/// <param name="Problem">Why the peer does not have it; null where it does.</param>
public sealed record FileResult(string Path, ushort? Status, string? Problem)
{
    /// <summary>Whether the peer has the object.</summary>
    public bool IsSent => Problem is null;
}
