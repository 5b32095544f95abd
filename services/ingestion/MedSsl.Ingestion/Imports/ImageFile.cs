using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Dicom;
using SkiaSharp;

namespace MedSsl.Ingestion.Imports;

/// <summary>An image of a research set (PNG, JPEG and what else Skia reads) becomes a DICOM Secondary Capture with the manifest's facts.</summary>
internal static class ImageFile
{
    private const long MaxPixels = 400_000_000;

    /// <summary>True when the bytes carry the DICOM prefix (PS3.10 section 7.1): a manifest may name DICOM files, which are taken as they are.</summary>
    public static bool LooksLikeDicom(ReadOnlySpan<byte> content) => content.Length >= 132 && content.Slice(128, 4).SequenceEqual("DICM"u8);

    public static bool TryConvert(byte[] content, ManifestRow row, string path, [NotNullWhen(true)] out byte[]? dicom, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            dicom = SecondaryCapture.Write(Describe(row, path, Decode(content)));
            reason = null;
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            dicom = null;
            reason = $"expected a DICOM file or an image (PNG, JPEG): {exception.Message}";
            return false;
        }
    }

    private sealed record Pixels(int Width, int Height, int Bits, bool IsColor, byte[] Data);

    private static SecondaryCaptureImage Describe(ManifestRow row, string path, Pixels pixels)
    {
        // The UIDs follow from the manifest's own names, so that the same manifest gives the same instances (PS3.5 annex B.2 form).
        var instance = $"{row.PatientId}\n{row.StudyId}\n{row.SeriesId}\n{row.InstanceNumber}\n{Path.GetFileName(path)}";
        return new SecondaryCaptureImage
        {
            PatientId = row.PatientId,
            StudyUid = Uid("study", $"{row.PatientId}\n{row.StudyId}"),
            SeriesUid = Uid("series", $"{row.PatientId}\n{row.StudyId}\n{row.SeriesId}"),
            SopInstanceUid = Uid("instance", instance),
            InstanceNumber = row.InstanceNumber,
            Modality = row.Modality,
            Rows = pixels.Height,
            Columns = pixels.Width,
            BitsAllocated = pixels.Bits,
            BitsStored = pixels.Bits,
            Photometric = pixels.IsColor ? "RGB" : "MONOCHROME2",
            PixelData = pixels.Data,
        };
    }

    private static string Uid(string kind, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"medssl manifest {kind}\n{name}"));
        return "2.25." + new System.Numerics.BigInteger(hash.AsSpan(0, 16), isUnsigned: true, isBigEndian: true);
    }

    private static Pixels Decode(byte[] content)
    {
        if (GrayPng16.Matches(content))
        {
            var data = GrayPng16.Decode(content, out var width, out var height);
            return new Pixels(width, height, 16, IsColor: false, data);
        }

        using var codec = SKCodec.Create(new SKMemoryStream(content), out var opened)
            ?? throw new InvalidDataException($"the {content.Length} bytes are none of the formats that are read ({opened})");
        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
        {
            throw new InvalidDataException($"an image of {codec.Info.Width} x {codec.Info.Height} pixels is larger than {MaxPixels} pixels");
        }

        var isGray = codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, isGray ? SKColorType.Gray8 : SKColorType.Rgba8888, isGray ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var buffer = new byte[info.BytesSize];
        var handle = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        SKCodecResult result;
        try
        {
            result = codec.GetPixels(info, handle.AddrOfPinnedObject());
        }
        finally
        {
            handle.Free();
        }

        return result == SKCodecResult.Success
            ? isGray ? new Pixels(info.Width, info.Height, 8, IsColor: false, buffer) : FromRgba(info, buffer)
            : throw new InvalidDataException($"the {codec.EncodedFormat} image is damaged ({result})");
    }

    /// <summary>Transparency on black. Grey stored as colour becomes grey again.</summary>
    private static Pixels FromRgba(SKImageInfo info, byte[] rgba)
    {
        var count = info.Width * info.Height;
        var rgb = new byte[3 * count];
        var isGray = true;
        for (var i = 0; i < count; i++)
        {
            int alpha = rgba[(4 * i) + 3];
            for (var c = 0; c < 3; c++)
            {
                rgb[(3 * i) + c] = (byte)(((rgba[(4 * i) + c] * alpha) + 127) / 255);
            }

            isGray &= rgb[3 * i] == rgb[(3 * i) + 1] && rgb[3 * i] == rgb[(3 * i) + 2];
        }

        if (!isGray)
        {
            return new Pixels(info.Width, info.Height, 8, IsColor: true, rgb);
        }

        var gray = new byte[count];
        for (var i = 0; i < count; i++)
        {
            gray[i] = rgb[3 * i];
        }

        return new Pixels(info.Width, info.Height, 8, IsColor: false, gray);
    }
}
