namespace MedSsl.Dicom.Network.Pdus;

/// <summary>The answer to a presentation context (PS3.8 section 9.3.3.2).</summary>
/// <param name="Id">Id of the proposal.</param>
/// <param name="Result">Whether it is accepted.</param>
/// <param name="TransferSyntax">The encoding that is used; of no meaning where it is refused.</param>
internal sealed record AnsweredContext(byte Id, ContextResult Result, string TransferSyntax);
