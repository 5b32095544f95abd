using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom;

/// <summary>
/// Opens the pixels of a data set. Uncompressed, deflated and RLE frames are decoded here, the JPEG family by an <see cref="IFrameDecoder"/>; every
/// other transfer syntax is refused by name.
/// </summary>
public static class PixelDecoder
{
    /// <summary>As the other overload, without a decoder for the JPEG family.</summary>
    /// <param name="dataset">The data set; must not change while the source lives.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="source">The frames.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryOpen(
        DicomDataset dataset, DicomLimits limits, [NotNullWhen(true)] out PixelSource? source, [NotNullWhen(false)] out DicomError? error) =>
        TryOpen(dataset, limits, null, out source, out error);

    /// <summary>
    /// Checks that the pixels are complete and of a kind that is decoded, and that every codestream says of itself what the data set says of it. No
    /// frame is decoded yet.
    /// </summary>
    /// <param name="dataset">The data set; must not change while the source lives.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="decoder">Decodes the JPEG family; without one it is refused.</param>
    /// <param name="source">The frames.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryOpen(
        DicomDataset dataset, DicomLimits limits, IFrameDecoder? decoder, [NotNullWhen(true)] out PixelSource? source, [NotNullWhen(false)] out DicomError? error)
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
        if (WhyNot(syntax, decoder) is { } reason)
        {
            error = new DicomError(DicomErrorCode.UnsupportedTransferSyntax,
                $"The transfer syntax {TransferSyntaxes.NameOf(syntax)} ({PrintableUid(syntax)}) is not decoded: {reason}.");
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

        if (layout.Photometric is "YBR_RCT" or "YBR_ICT" && TransferSyntaxes.CodestreamOf(syntax) != CodestreamKind.Jpeg2000)
        {
            error = new DicomError(DicomErrorCode.UnsupportedPixels, $"Pixels cannot be decoded: {layout.Photometric} is a transform of JPEG 2000, which this image is not.");
            return false;
        }

        FrameReader? frames = syntax switch
        {
            TransferSyntaxes.RleLossless => RleFrames.Of(dataset, layout, pixels, out error),
            TransferSyntaxes.DeflatedImageFrame => DeflatedFrames.Of(dataset, layout, pixels, out error),
            _ when decoder is null || TransferSyntaxes.IsNative(syntax) => NativeFrames.Of(layout, pixels, out error),
            _ => EncapsulatedFrames.Of(dataset, layout, pixels, decoder, out error),
        };
        source = frames is null ? null : new PixelSource(layout, palette, frames);
        error ??= source is null ? new DicomError(DicomErrorCode.UnsupportedPixels, "Pixels cannot be decoded.") : null;
        return source is not null;
    }

    private static string? WhyNot(string syntax, IFrameDecoder? decoder) =>
        syntax is TransferSyntaxes.RleLossless or TransferSyntaxes.DeflatedImageFrame || TransferSyntaxes.IsNative(syntax) ? null
        : TransferSyntaxes.CodestreamOf(syntax) is null ? "uncompressed, deflated and RLE images and the JPEG, JPEG-LS and JPEG 2000 families are"
        : decoder is null ? "no decoder of its family is at hand here; uncompressed, deflated and RLE Lossless are"
        : decoder.WhyNot(syntax);

    /// <summary>A UID can be shown; what stands in its place in a broken file cannot.</summary>
    private static string PrintableUid(string uid) =>
        Uid.IsValid(uid) ? uid : "no valid UID";
}
