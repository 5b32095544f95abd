namespace MedSsl.Dicom.Pixels;

/// <summary>Uncompressed frames, one behind the other (PS3.5 section 8.1).</summary>
internal sealed class NativeFrames : FrameReader
{
    private readonly PixelLayout _layout;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly bool _subsampled;

    private NativeFrames(PixelLayout layout, ReadOnlyMemory<byte> data, bool subsampled) => (_layout, _data, _subsampled) = (layout, data, subsampled);

    public static NativeFrames? Of(PixelLayout layout, DicomElement pixels, out DicomError? error)
    {
        error = null;
        if (pixels.Fragments is not null)
        {
            error = new DicomError(DicomErrorCode.Malformed, "The pixel data is encapsulated, but the transfer syntax says that it is not compressed.");
            return null;
        }

        var subsampled = IsSubsampled(layout, pixels.Value.Length);
        if (subsampled && (layout.Columns % 2 != 0 || layout.Planar))
        {
            error = new DicomError(DicomErrorCode.UnsupportedPixels,
                $"Pixels cannot be decoded: YBR_FULL_422 shares colour between pairs of pixels; {layout.Columns} columns, planar {layout.Planar} do not allow it.");
            return null;
        }

        var expected = BytesOf(layout, layout.CellsPerFrame(subsampled));
        if (pixels.Value.Length < expected)
        {
            error = new DicomError(DicomErrorCode.Malformed,
                $"The pixel data is truncated: {layout.Frames} frames of {layout.Rows} x {layout.Columns} x {layout.Samples} samples, {layout.BitsAllocated} bits allocated, take {expected} bytes; {pixels.Value.Length} are there.");
            return null;
        }

        return new NativeFrames(layout, pixels.Value, subsampled);
    }

    /// <summary>Some writers label full YBR as 422. Two samples per pixel or three: the length is the evidence.</summary>
    public static bool IsSubsampled(PixelLayout layout, int length) =>
        layout.Photometric == "YBR_FULL_422" && length < BytesOf(layout, layout.CellsPerFrame(subsampled: false));

    /// <summary>Bytes of all frames. Frames of 1-bit cells follow each other without gaps, so only the sum is rounded up.</summary>
    public static long BytesOf(PixelLayout layout, long cellsPerFrame) => ((cellsPerFrame * layout.Frames * layout.BitsAllocated) + 7) / 8;

    /// <summary>Bytes from the first to the last frame.</summary>
    public long Length => BytesOf(_layout, _layout.CellsPerFrame(_subsampled));

    public override float[] Read(int frame, out DicomError? error)
    {
        error = null;
        var cells = new float[_layout.CellsPerFrame(_subsampled)];
        PixelCells.Read(_data.Span, (long)frame * cells.Length * _layout.BitsAllocated, _layout, cells);
        return _subsampled ? Upsample(cells) : _layout is { Planar: true, Samples: > 1 } ? Interleave(cells) : cells;
    }

    /// <summary>Y1 Y2 Cb Cr to Y1 Cb Cr Y2 Cb Cr (PS3.3 C.7.6.3.1.2).</summary>
    private static float[] Upsample(float[] cells)
    {
        var samples = new float[cells.Length / 2 * 3];
        for (int from = 0, to = 0; from < cells.Length; from += 4, to += 6)
        {
            (samples[to], samples[to + 1], samples[to + 2]) = (cells[from], cells[from + 2], cells[from + 3]);
            (samples[to + 3], samples[to + 4], samples[to + 5]) = (cells[from + 1], cells[from + 2], cells[from + 3]);
        }

        return samples;
    }

    private float[] Interleave(float[] planes)
    {
        var pixels = (int)_layout.PixelsPerFrame;
        var samples = new float[planes.Length];
        for (var sample = 0; sample < _layout.Samples; sample++)
        {
            var plane = planes.AsSpan(sample * pixels, pixels);
            for (var i = 0; i < pixels; i++)
            {
                samples[(i * _layout.Samples) + sample] = plane[i];
            }
        }

        return samples;
    }
}
