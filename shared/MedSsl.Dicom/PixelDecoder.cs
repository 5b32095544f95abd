using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom;

/// <summary>Opens the pixels of a data set: uncompressed and RLE. Other transfer syntaxes are refused by name.</summary>
public static class PixelDecoder
{
    /// <summary>Checks that the pixels are complete and of a kind that is decoded. No frame is decoded yet.</summary>
    /// <param name="dataset">The data set; must not change while the source lives.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="source">The frames.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryOpen(
        DicomDataset dataset, DicomLimits limits, [NotNullWhen(true)] out PixelSource? source, [NotNullWhen(false)] out DicomError? error)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(limits);
        source = null;
        if (!dataset.TryGet(DicomTags.PixelData, out var pixels))
        {
            error = dataset.TryGet(DicomTags.FloatPixelData, out _) || dataset.TryGet(DicomTags.DoubleFloatPixelData, out _)
                ? new DicomError(DicomErrorCode.UnsupportedPixels, "Pixels cannot be decoded: they are floating point, integers are expected.")
                : new DicomError(DicomErrorCode.NoPixelData, $"The object has no pixel data {DicomTags.PixelData}.");
            return false;
        }

        var syntax = dataset.TransferSyntaxUid;
        var rle = syntax == TransferSyntaxes.RleLossless;
        if (!rle && !TransferSyntaxes.IsNative(syntax))
        {
            error = new DicomError(DicomErrorCode.UnsupportedTransferSyntax,
                $"The transfer syntax {TransferSyntaxes.NameOf(syntax)} ({PrintableUid(syntax)}) is not decoded; uncompressed and RLE Lossless are.");
            return false;
        }

        if (PixelLayout.Of(dataset, limits, out error) is not { } layout)
        {
            error ??= new DicomError(DicomErrorCode.UnsupportedPixels, "Pixels cannot be decoded.");
            return false;
        }

        var palette = layout.Photometric == "PALETTE COLOR" ? Palette.Of(dataset, layout.Signed) : null;
        if (layout.Photometric == "PALETTE COLOR" && palette is null)
        {
            error = new DicomError(DicomErrorCode.UnsupportedPixels, "Pixels cannot be decoded: the three palettes are absent, or shorter than they say.");
            return false;
        }

        FrameReader? frames = rle ? RleFrames.Of(layout, pixels, out error) : NativeFrames.Of(layout, pixels, out error);
        source = frames is null ? null : new PixelSource(layout, palette, frames);
        error ??= source is null ? new DicomError(DicomErrorCode.UnsupportedPixels, "Pixels cannot be decoded.") : null;
        return source is not null;
    }

    /// <summary>A UID can be shown; what stands in its place in a broken file cannot.</summary>
    private static string PrintableUid(string uid) =>
        Uid.IsValid(uid) ? uid : "no valid UID";
}
