namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Results of a presentation context (PS3.8 table 9-18).</summary>
internal enum ContextResult : byte
{
    Accepted = 0,
    UserRejection = 1,
    NoReason = 2,
    AbstractSyntaxNotSupported = 3,
    TransferSyntaxesNotSupported = 4,
}
