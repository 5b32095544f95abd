using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom;

/// <summary>The frames of an image, decoded one at a time. Safe for use from several threads.</summary>
public sealed class PixelSource
{
    private readonly PixelLayout _layout;
    private readonly Palette? _palette;
    private readonly FrameReader _frames;

    internal PixelSource(PixelLayout layout, Palette? palette, FrameReader frames) => (_layout, _palette, _frames) = (layout, palette, frames);

    /// <summary>Number of frames.</summary>
    public int FrameCount => _layout.Frames;

    /// <summary>Height, pixels.</summary>
    public int Rows => _layout.Rows;

    /// <summary>Width, pixels.</summary>
    public int Columns => _layout.Columns;

    /// <summary>Samples of a decoded pixel: 1 for grey; 3 for colour, palettes applied.</summary>
    public int Samples => _palette is null ? _layout.Samples : 3;

    /// <summary>Bits of a decoded sample: of the palette where there is one.</summary>
    public int BitsStored => _palette?.Bits ?? _layout.BitsStored;

    /// <summary>Whether decoded values may be negative.</summary>
    public bool Signed => _palette is null && _layout.Signed;

    /// <summary>What decoded values mean: MONOCHROME1, MONOCHROME2 or RGB.</summary>
    public string PhotometricInterpretation => Samples == 3 ? "RGB" : _layout.Photometric;

    internal PixelLayout Layout => _layout;

    /// <summary>Whether stored values only come near to what was measured, by what the codestreams say.</summary>
    internal bool IsLossy => _frames.IsLossy;

    /// <summary>Stored values of a frame as they are: indices of a palette, YCbCr.</summary>
    internal float[]? ReadStored(int frame, out DicomError? error) => _frames.Read(frame, out error);

    /// <summary>Whether the stored values of a frame are YCbCr.</summary>
    internal bool IsYbr(int frame) => _frames.IsYbr(frame) ?? _layout.Photometric.StartsWith("YBR", StringComparison.Ordinal);

    /// <summary>Decodes a frame.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    /// <param name="decoded">The frame.</param>
    /// <param name="error">Why it was refused.</param>
    public bool TryDecode(int frame, [NotNullWhen(true)] out PixelFrame? decoded, [NotNullWhen(false)] out DicomError? error)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, FrameCount);
        decoded = null;
        if (_frames.Read(frame, out error) is not { } values)
        {
            error ??= new DicomError(DicomErrorCode.Malformed, $"Frame {frame + 1} cannot be decoded.");
            return false;
        }

        if (_palette is not null)
        {
            values = _palette.ToRgb(values);
        }
        else if (IsYbr(frame))
        {
            YbrConversion.ToRgb(values, _layout.BitsStored);
        }

        error = null;
        decoded = new PixelFrame(Rows, Columns, Samples, values, _layout.Photometric == "MONOCHROME1");
        return true;
    }
}
