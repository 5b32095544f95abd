namespace MedSsl.Dicom;

/// <summary>A frame as it is encoded.</summary>
/// <param name="TransferSyntaxUid">Transfer syntax of its data set.</param>
/// <param name="Codestream">The bytes, from the first marker on.</param>
/// <param name="Header">What they say about themselves.</param>
public sealed record CompressedFrame(string TransferSyntaxUid, ReadOnlyMemory<byte> Codestream, CodestreamHeader Header);
