using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

internal static class Files
{
    public static DicomDataset Parse(ReadOnlyMemory<byte> file, DicomLimits? limits = null)
    {
        Assert.True(DicomFile.TryParse(file, limits ?? new DicomLimits(), out var dataset, out var error), error?.Message);
        return dataset;
    }

    public static DicomError Refuse(ReadOnlyMemory<byte> file, DicomLimits? limits = null)
    {
        Assert.False(DicomFile.TryParse(file, limits ?? new DicomLimits(), out _, out var error));
        return error;
    }

    public static PixelFrame Decode(DicomDataset dataset, int frame = 0)
    {
        Assert.True(PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out var error), error?.Message);
        Assert.True(source.TryDecode(frame, out var decoded, out error), error?.Message);
        return decoded;
    }

    /// <summary>SHA-256 of all frames as little-endian float32; null where the image is refused.</summary>
    public static string? Digest(DicomDataset dataset)
    {
        if (!PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out _))
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var frame = 0; frame < source.FrameCount; frame++)
        {
            if (!source.TryDecode(frame, out var decoded, out _))
            {
                return null;
            }

            hash.AppendData(MemoryMarshal.AsBytes(decoded.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The refusal of an image, whether at opening or at decoding.</summary>
    public static DicomError RefuseImage(DicomDataset dataset, DicomLimits? limits = null)
    {
        if (PixelDecoder.TryOpen(dataset, limits ?? new DicomLimits(), out var source, out var error))
        {
            Assert.False(source.TryDecode(0, out _, out error));
        }

        return error!;
    }

    public static DicomDataset Image(int rows, int columns, int allocated, int stored, int high, bool signed, string photometric, byte[] pixels,
        int samples = 1, int planar = 0, int frames = 1)
    {
        var dataset = new DicomDataset();
        dataset.SetUInt16(DicomTags.SamplesPerPixel, (ushort)samples);
        dataset.SetString(DicomTags.PhotometricInterpretation, "CS", photometric);
        dataset.SetUInt16(DicomTags.PlanarConfiguration, (ushort)planar);
        dataset.SetString(DicomTags.NumberOfFrames, "IS", $"{frames}");
        dataset.SetUInt16(DicomTags.Rows, (ushort)rows);
        dataset.SetUInt16(DicomTags.Columns, (ushort)columns);
        dataset.SetUInt16(DicomTags.BitsAllocated, (ushort)allocated);
        dataset.SetUInt16(DicomTags.BitsStored, (ushort)stored);
        dataset.SetUInt16(DicomTags.HighBit, (ushort)high);
        dataset.SetUInt16(DicomTags.PixelRepresentation, signed ? (ushort)1 : (ushort)0);
        dataset.SetBytes(DicomTags.PixelData, "OW", pixels);
        return dataset;
    }
}
