using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Gives prepared cells and remembers what it was asked; refuses without cells.</summary>
internal sealed class FakeFrameDecoder(byte[]? cells = null) : IFrameDecoder
{
    public List<CompressedFrame> Asked { get; } = [];

    public string? WhyNot(string transferSyntaxUid) => transferSyntaxUid == TransferSyntaxes.HighThroughput ? "libopenjp2 is not installed (install it)" : null;

    public byte[]? Decode(CompressedFrame frame, out DicomError? error)
    {
        Asked.Add(frame);
        error = cells is null ? new DicomError(DicomErrorCode.TooLarge, "it takes too long") : null;
        return cells;
    }
}
