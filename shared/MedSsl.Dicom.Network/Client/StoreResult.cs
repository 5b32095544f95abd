namespace MedSsl.Dicom.Network.Client;

/// <summary>What the peer answered to an object.</summary>
/// <param name="Status">DIMSE status.</param>
/// <param name="Comment">Its comment; empty where there is none.</param>
public sealed record StoreResult(ushort Status, string Comment)
{
    /// <summary>Success, or a warning (B000, B006, B007 of PS3.4 annex B.2.3): the peer has the object.</summary>
    public bool IsStored => Status == DimseStatus.Success || Status >> 12 == 0xB;
}
