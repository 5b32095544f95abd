namespace MedSsl.Dicom.Network.Associations;

/// <summary>A presentation context that both sides agreed on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SopClassUid">Abstract syntax.</param>
/// <param name="TransferSyntaxUid">The one encoding of its data sets.</param>
internal sealed record NegotiatedContext(byte Id, string SopClassUid, string TransferSyntaxUid);
