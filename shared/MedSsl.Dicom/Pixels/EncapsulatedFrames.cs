namespace MedSsl.Dicom.Pixels;

/// <summary>
/// Frames of the JPEG family, decoded by what stands outside of this library. Every codestream's own header is compared with the data set before
/// anything is decoded or allocated: a frame that is another image than its data set says is refused, whatever a decoder would make of it.
/// </summary>
internal sealed class EncapsulatedFrames : FrameReader
{
    private readonly PixelLayout _layout;
    private readonly CompressedFrame[] _frames;
    private readonly IFrameDecoder _decoder;

    private EncapsulatedFrames(PixelLayout layout, CompressedFrame[] frames, IFrameDecoder decoder) => (_layout, _frames, _decoder) = (layout, frames, decoder);

    public static EncapsulatedFrames? Of(DicomDataset dataset, PixelLayout layout, DicomElement pixels, IFrameDecoder decoder, out DicomError? error)
    {
        error = null;
        if (FrameFragments.Of(dataset, pixels, layout.Frames, out var problem) is not { } parts)
        {
            error = new DicomError(DicomErrorCode.Malformed, $"The compressed pixel data is damaged: {problem}.");
            return null;
        }

        var frames = new CompressedFrame[parts.Count];
        for (var i = 0; i < frames.Length; i++)
        {
            if (!CodestreamHeader.TryRead(parts[i].Span, out var header, out problem))
            {
                error = new DicomError(DicomErrorCode.Malformed, $"The codestream of frame {i + 1} is damaged: {problem}.");
                return null;
            }

            if (Contradiction(dataset.TransferSyntaxUid, layout, header) is { } contradiction)
            {
                error = new DicomError(DicomErrorCode.UnsupportedPixels, $"Frame {i + 1} contradicts its data set: {contradiction}.");
                return null;
            }

            frames[i] = new CompressedFrame(dataset.TransferSyntaxUid, parts[i][header.Offset..], header with { Offset = 0 });
        }

        return new EncapsulatedFrames(layout, frames, decoder);
    }

    public override float[]? Read(int frame, out DicomError? error)
    {
        var compressed = _frames[frame];
        if (_decoder.Decode(compressed, out error) is not { } cells)
        {
            error = new DicomError(error?.Code ?? DicomErrorCode.Malformed, $"Frame {frame + 1} cannot be decoded: {error?.Message ?? "its codestream is damaged"}.");
            return null;
        }

        var values = new float[_layout.PixelsPerFrame * _layout.Samples];
        var overshoots = Overshoots(compressed);
        PixelCells.Read(cells, 0, CellLayout(compressed.Header, overshoots), values);
        if (overshoots)
        {
            var (least, most) = _layout.Signed ? (-1L << (_layout.BitsStored - 1), (1L << (_layout.BitsStored - 1)) - 1) : (0, (1L << _layout.BitsStored) - 1);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Math.Clamp(values[i], least, most);
            }
        }

        return values;
    }

    /// <summary>A lossy codestream with more bits than the data set stores: its upper bits are no overlay but values beyond white, which must not wrap to black.</summary>
    private bool Overshoots(CompressedFrame frame) => frame.Header.Precision > _layout.BitsStored && _layout.HighBit == _layout.BitsStored - 1
        && (frame.Header.Lossy || frame.TransferSyntaxUid == TransferSyntaxes.JpegLsNearLossless);

    public override bool IsLossy => _frames.Any(frame => frame.Header.Lossy || frame.TransferSyntaxUid == TransferSyntaxes.JpegLsNearLossless);

    /// <summary>
    /// The codestream's own statement goes before the data set's, which many writers leave at RGB. YBR_RCT and YBR_ICT are undone by the decoder (PS3.5
    /// section 8.2.4).
    /// </summary>
    public override bool? IsYbr(int frame) =>
        _layout.Samples == 3 && (_frames[frame].Header.Ybr ?? _layout.Photometric is "YBR_FULL" or "YBR_FULL_422");

    /// <summary>
    /// Where the value lies in a decoded cell. A codestream as deep as the high bit holds the whole cell of the data set, so that overlays and
    /// rubbish around the value are masked; a shallower one holds the value alone, whose sign bit is its own top bit.
    /// </summary>
    private PixelLayout CellLayout(CodestreamHeader header, bool overshoots)
    {
        var isWholeCell = header.Precision > _layout.HighBit && !overshoots;
        var stored = overshoots ? header.Precision : Math.Min(_layout.BitsStored, header.Precision);
        return _layout with
        {
            BitsAllocated = 8 * header.BytesPerCell,
            BitsStored = stored,
            HighBit = isWholeCell ? _layout.HighBit : stored - 1,
            Planar = false,
        };
    }

    private static string? Contradiction(string syntax, PixelLayout layout, CodestreamHeader header) =>
        header.Kind != TransferSyntaxes.CodestreamOf(syntax)
            ? $"its codestream is {header.Kind}, which is not {TransferSyntaxes.NameOf(syntax)}"
        : header.Width != layout.Columns || header.Height != layout.Rows
            ? $"its codestream has {header.Height} x {header.Width} pixels, the data set says {layout.Rows} x {layout.Columns}"
        : header.Components != layout.Samples
            ? $"its codestream has {header.Components} components, the data set says {layout.Samples}"
        : header.Precision > layout.BitsAllocated
            ? $"its codestream has samples of {header.Precision} bits, the data set allocates {layout.BitsAllocated}"
        : header.Precision != layout.BitsStored && layout.Samples == 3 && header.Kind != CodestreamKind.Jpeg2000
            ? $"its codestream has colour samples of {header.Precision} bits, the data set stores {layout.BitsStored}"
        : null;
}
