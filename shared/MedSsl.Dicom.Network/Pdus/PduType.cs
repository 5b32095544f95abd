namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Kinds of protocol data units (PS3.8 section 9.3.1).</summary>
internal enum PduType : byte
{
    /// <summary>The peer closed the connection between two units; no type of the standard.</summary>
    EndOfStream = 0,
    AssociateRequest = 1,
    AssociateAccept = 2,
    AssociateReject = 3,
    Data = 4,
    ReleaseRequest = 5,
    ReleaseResponse = 6,
    Abort = 7,
}
