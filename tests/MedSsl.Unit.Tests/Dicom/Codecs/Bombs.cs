using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Small codestreams that take long.</summary>
internal static class Bombs
{
    private const int Width = 65_528;
    private const int Height = 2048;

    /// <summary>Progressive JPEG: one code says that 2^14 blocks are zero, so that each of a thousand scans over a large image takes 240 bytes.</summary>
    public static CompressedFrame Progressive()
    {
        const int blocks = Width / 8 * (Height / 8), bytesOfScan = ((((blocks + (1 << 14) - 1) >> 14) * 15) + 7) / 8;
        List<byte> data = [0xFF, 0xD8, .. Codestreams.FrameHeader(0xC2, Width, Height, 8, 1, ids: "1")];
        data.AddRange([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)]);
        data.AddRange([0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0]); // DC: the code 0 is "no difference"
        data.AddRange([0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0xE0]); // AC: the code 0 begins a run of 2^14 ends of block
        data.AddRange([0xFF, 0xDA, 0, 8, 1, (byte)'1', 0, 0, 0, 0, .. new byte[blocks / 8]]);
        for (var scan = 0; scan < 1000; scan++)
        {
            data.AddRange([0xFF, 0xDA, 0, 8, 1, (byte)'1', 0, (byte)(1 + (scan % 63)), (byte)(1 + (scan % 63)), 0, .. new byte[bytesOfScan]]);
        }

        byte[] codestream = [.. data, 0xFF, 0xD9];
        Assert.True(CodestreamHeader.TryRead(codestream, out var header, out var problem), problem);
        return new CompressedFrame(TransferSyntaxes.JpegFullProgression, codestream, header);
    }
}
