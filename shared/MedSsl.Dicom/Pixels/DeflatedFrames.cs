using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom.Pixels;

/// <summary>Frames of Deflated Image Frame Compression (PS3.5 section A.4.13): each one the native cells of a frame, deflated.</summary>
internal sealed class DeflatedFrames : FrameReader
{
    private readonly PixelLayout _layout;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _frames;

    private DeflatedFrames(PixelLayout layout, IReadOnlyList<ReadOnlyMemory<byte>> frames) => (_layout, _frames) = (layout, frames);

    public static DeflatedFrames? Of(DicomDataset dataset, PixelLayout layout, DicomElement pixels, out DicomError? error)
    {
        error = null;
        if (FrameFragments.Of(dataset, pixels, layout.Frames, out var problem) is { } frames)
        {
            return new DeflatedFrames(layout, frames);
        }

        error = new DicomError(DicomErrorCode.Malformed, $"The deflated pixel data is damaged: {problem}.");
        return null;
    }

    public override float[]? Read(int frame, out DicomError? error)
    {
        // A byte more than a frame needs is its padding; more than that is another image.
        var single = _layout with { Frames = 1 };
        var expected = ((single.CellsPerFrame(subsampled: false) * single.BitsAllocated) + 7) / 8;
        if (!Inflater.TryInflate(_frames[frame], expected + 1, out var inflated, out error))
        {
            error = new DicomError(error!.Code, $"Frame {frame + 1} cannot be decoded, {expected} bytes are expected: {error.Message}");
            return null;
        }

        return NativeFrames.Of(single, new DicomElement(DicomTags.PixelData, "OW", inflated), out error)?.Read(0, out error);
    }
}
