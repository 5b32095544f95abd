namespace MedSsl.Dicom.Pixels;

/// <summary>Frames of the transfer syntax RLE Lossless.</summary>
internal sealed class RleFrames : FrameReader
{
    private readonly PixelLayout _layout;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _frames;

    private RleFrames(PixelLayout layout, IReadOnlyList<ReadOnlyMemory<byte>> frames) => (_layout, _frames) = (layout, frames);

    public static RleFrames? Of(DicomDataset dataset, PixelLayout layout, DicomElement pixels, out DicomError? error)
    {
        error = null;
        if (layout.BitsAllocated % 8 != 0 && layout is not { BitsAllocated: 1, Samples: 1 })
        {
            error = new DicomError(DicomErrorCode.UnsupportedPixels,
                $"Pixels cannot be decoded: RLE packs whole bytes or single bits, {layout.BitsAllocated} bits are allocated.");
            return null;
        }

        if (layout.PixelsPerFrame * layout.Samples * layout.BitsAllocated / 8 > Array.MaxLength)
        {
            error = new DicomError(DicomErrorCode.TooLarge, "A decoded frame takes more than 2 GiB.");
            return null;
        }

        if (FrameFragments.Of(dataset, pixels, layout.Frames, out var problem) is { } frames)
        {
            return new RleFrames(layout, frames);
        }

        error = new DicomError(DicomErrorCode.Malformed, $"The RLE pixel data is damaged: {problem}.");
        return null;
    }

    public override float[]? Read(int frame, out DicomError? error)
    {
        error = null;
        if (RunLength.Decode(_frames[frame].Span, _layout, out var problem) is not { } cells)
        {
            error = new DicomError(DicomErrorCode.Malformed, $"Frame {frame + 1} is damaged: {problem}.");
            return null;
        }

        var values = new float[_layout.PixelsPerFrame * _layout.Samples];
        PixelCells.Read(cells, 0, _layout, values);
        return values;
    }
}
