namespace MedSsl.Dicom.Codecs;

/// <summary>A transfer syntax that is decoded.</summary>
/// <param name="Uid">Transfer syntax UID.</param>
/// <param name="Fidelity">How near decoded values come to the encoded image.</param>
/// <param name="Decoder">What decodes it, and where.</param>
/// <param name="Package">The Debian and Ubuntu package that brings the native library; empty where none is needed.</param>
public sealed record DecodedSyntax(string Uid, string Fidelity, string Decoder, string Package)
{
    /// <summary>Name of the transfer syntax.</summary>
    public string Name => TransferSyntaxes.NameOf(Uid);
}
