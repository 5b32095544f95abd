using System.Buffers.Binary;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs.Native;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Headers of codestreams, byte by byte.</summary>
internal static class Codestreams
{
    /// <summary>The boxes of a JP2 file up to its codestream.</summary>
    public static byte[] Jp2Boxes => [0, 0, 0, 12, .. "jP  "u8, 13, 10, 0x87, 10, 0, 0, 0, 20, .. "ftypjp2 "u8, 0, 0, 0, 0, .. "jp2 "u8, 0, 0, 0, 0, .. "jp2c"u8];

    /// <summary>A JPEG with a frame header and nothing else.</summary>
    public static byte[] Jpeg(int width, int height, int precision = 8, int components = 1, byte marker = 0xC0, string ids = "123") =>
        [0xFF, 0xD8, .. FrameHeader(marker, width, height, precision, components, ids), 0xFF, 0xD9];

    public static byte[] FrameHeader(byte marker, int width, int height, int precision, int components, string ids = "1234", byte sampling = 0x11) =>
    [
        0xFF, marker, .. Number16(8 + (3 * components)), (byte)precision, .. Number16(height), .. Number16(width), (byte)components,
        .. Enumerable.Range(0, components).SelectMany(i => new byte[] { (byte)ids[i], i == 0 ? sampling : (byte)0x11, 0 }),
    ];

    /// <summary>The main header of a JPEG 2000 codestream.</summary>
    public static byte[] Jpeg2000(int width, int height, int precision, int components = 1, bool signed = false, bool reversible = true, bool transform = false) =>
    [
        0xFF, 0x4F, 0xFF, 0x51, .. Number16(38 + (3 * components)), 0, 0, .. Number32(width + 5), .. Number32(height + 7), .. Number32(5), .. Number32(7),
        .. Number32(width), .. Number32(height), .. Number32(5), .. Number32(7), .. Number16(components),
        .. Enumerable.Range(0, components).SelectMany(_ => new byte[] { (byte)((precision - 1) | (signed ? 0x80 : 0)), 1, 1 }),
        0xFF, 0x64, 0, 4, 0, 0, // a comment
        0xFF, 0x52, 0, 12, 0, 0, 0, 1, (byte)(transform ? 1 : 0), 5, 4, 4, 0, (byte)(reversible ? 1 : 0), 0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1,
    ];

    /// <summary>Skips the test, visibly, where a native library is absent; in CI, where everything is installed, the test goes on and fails.</summary>
    public static void RequireLibraries()
    {
        var problem = NativeLibraries.ProblemOf(CodestreamKind.Jpeg2000) ?? NativeLibraries.ProblemOf(CodestreamKind.JpegLs);
        Assert.SkipUnless(problem is null || Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1", problem ?? "");
    }

    private static byte[] Number16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] Number32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
