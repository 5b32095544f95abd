namespace MedSsl.Dicom.Network.Pdus;

/// <summary>A presentation context that the requestor proposes (PS3.8 section 9.3.2.2).</summary>
/// <param name="Id">An odd number.</param>
/// <param name="AbstractSyntax">SOP class.</param>
/// <param name="TransferSyntaxes">Encodings it can be sent in, in the requestor's order.</param>
internal sealed record OfferedContext(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);
