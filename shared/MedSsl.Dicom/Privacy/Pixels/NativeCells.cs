using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>
/// The pixels of an image as uncompressed cells that may be written to. Uncompressed cells are copied, so that what is not touched stays as it is to the bit;
/// compressed frames are decoded and packed into cells of the data set's own layout, in the colour space that they were stored in.
/// </summary>
internal sealed record NativeCells(PixelLayout Layout, bool Subsampled, byte[] Data)
{
    private const int ExactBits = 24; // of a float, which decoded values are

    /// <summary>The cells; null, and why, where there are too many or a frame is damaged.</summary>
    public static NativeCells? Of(DicomDataset dataset, DicomLimits limits, IFrameDecoder? decoder, out DicomError? error)
    {
        if (!PixelDecoder.TryOpen(dataset, limits, decoder, out var source, out error) || !dataset.TryGet(DicomTags.PixelData, out var pixels))
        {
            return null;
        }

        var layout = source.Layout;
        var subsampled = pixels.Fragments is null && NativeFrames.IsSubsampled(layout, pixels.Value.Length);
        var bytes = NativeFrames.BytesOf(layout, layout.CellsPerFrame(subsampled));
        if (bytes > Math.Min(limits.MaxInflatedBytes, Array.MaxLength))
        {
            error = new DicomError(DicomErrorCode.TooLarge, $"Text in its pixels has to be removed: uncompressed they take {bytes} bytes, the limit is {limits.MaxInflatedBytes}.");
            return null;
        }

        return pixels.Fragments is null ? new NativeCells(layout, subsampled, pixels.Value[..(int)bytes].ToArray()) : Decode(source, (int)bytes, out error);
    }

    private static NativeCells? Decode(PixelSource source, int bytes, out DicomError? error)
    {
        var ybr = source.Layout.Samples == 3 && source.IsYbr(0);
        if (source.Layout.BitsStored > ExactBits || Enumerable.Range(0, source.FrameCount).Any(frame => source.Layout.Samples == 3 && source.IsYbr(frame) != ybr))
        {
            error = new DicomError(DicomErrorCode.UnsupportedPixels,
                $"Text in its pixels has to be removed: compressed values of more than {ExactBits} bits, or frames of which some are YCbCr and some RGB, cannot be written uncompressed.");
            return null;
        }

        var layout = source.Layout with { Planar = false, Photometric = source.Layout.Samples == 1 ? source.Layout.Photometric : ybr ? "YBR_FULL" : "RGB" };
        var cells = new NativeCells(layout, Subsampled: false, new byte[bytes]);
        long cell = 0;
        for (var frame = 0; frame < layout.Frames; frame++)
        {
            if (source.ReadStored(frame, out error) is not { } values)
            {
                error ??= new DicomError(DicomErrorCode.Malformed, $"Frame {frame + 1} cannot be decoded.");
                return null;
            }

            foreach (var value in values)
            {
                cells.Write(cell++, (int)value);
            }
        }

        error = null;
        return cells;
    }

    /// <summary>Writes a stored value, and zeros into the other bits of its cell (old overlays).</summary>
    public void Write(long cell, int value)
    {
        var bits = ((uint)value & (uint)((1L << Layout.BitsStored) - 1)) << (Layout.HighBit + 1 - Layout.BitsStored);
        var width = Layout.BitsAllocated;
        if (width % 8 == 0)
        {
            var first = cell * (width / 8);
            for (var i = 0; i < width / 8; i++)
            {
                Data[first + i] = (byte)(bits >> (8 * i));
            }

            return;
        }

        for (var i = 0; i < width; i++)
        {
            var bit = (cell * width) + i;
            var flag = (byte)(1 << (int)(bit & 7));
            Data[bit >> 3] = (byte)(((bits >> i) & 1) == 1 ? Data[bit >> 3] | flag : Data[bit >> 3] & ~flag);
        }
    }

    /// <summary>Reads the stored value of a cell.</summary>
    public float Read(long cell)
    {
        Span<float> value = stackalloc float[1];
        PixelCells.Read(Data, cell * Layout.BitsAllocated, Layout, value);
        return value[0];
    }
}
