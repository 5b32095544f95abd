using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

public sealed class CodestreamHeaderTests
{
    [Theory]
    [InlineData(0xC0, CodestreamKind.JpegDct, true)]
    [InlineData(0xC1, CodestreamKind.JpegDct, true)]
    [InlineData(0xC2, CodestreamKind.JpegDct, true)]
    [InlineData(0xC3, CodestreamKind.JpegLossless, false)]
    [InlineData(0xF7, CodestreamKind.JpegLs, false)]
    public void TryRead_frame_header_of_JPEG_is_found_behind_other_segments(byte marker, CodestreamKind kind, bool lossy)
    {
        byte[] data = [0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 0xFF, 0xC0, 0xFF, .. Codestreams.FrameHeader(marker, 300, 200, 12, 1)];

        Assert.True(CodestreamHeader.TryRead(data, out var header, out _));
        Assert.Equal((kind, 300, 200, 12, 1, lossy), (header.Kind, header.Width, header.Height, header.Precision, header.Components, header.Lossy));
        Assert.Equal(300 * 200 * 2, header.CellBytes);
    }

    [Theory]
    [InlineData(false, null, "123", 0x11, null)] // nothing said
    [InlineData(true, null, "123", 0x11, true)] // JFIF knows YCbCr only
    [InlineData(false, null, "123", 0x22, true)] // colour is shared between pixels
    [InlineData(false, null, "RGB", 0x11, false)]
    [InlineData(true, (byte)0, "123", 0x22, false)] // Adobe goes before all
    [InlineData(false, (byte)1, "RGB", 0x11, true)]
    public void TryRead_colour_is_what_the_codestream_says(bool isJfif, byte? adobe, string ids, byte sampling, bool? ybr)
    {
        byte[] data =
        [
            0xFF, 0xD8, .. isJfif ? (byte[])[0xFF, 0xE0, 0, 7, .. "JFIF\0"u8] : [],
            .. adobe is { } transform ? (byte[])[0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform] : [],
            .. Codestreams.FrameHeader(0xC0, 8, 8, 8, 3, ids, sampling),
        ];

        Assert.True(CodestreamHeader.TryRead(data, out var header, out var problem), problem);
        Assert.Equal(ybr, header.Ybr);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TryRead_JPEG_2000_alone_and_in_a_JP2_file_is_read(int boxes)
    {
        byte[] data = [.. boxes == 0 ? [] : Codestreams.Jp2Boxes, .. Codestreams.Jpeg2000(500, 400, 12, components: 3, signed: true, reversible: boxes == 0)];

        Assert.True(CodestreamHeader.TryRead(data, out var header, out var problem), problem);
        Assert.Equal((CodestreamKind.Jpeg2000, 500, 400, 12, 3, true), (header.Kind, header.Width, header.Height, header.Precision, header.Components, header.Signed));
        Assert.Equal(boxes == 1, header.Lossy);
        Assert.Equal(boxes == 0 ? 0 : Codestreams.Jp2Boxes.Length, header.Offset);
    }

    [Theory]
    [InlineData(new byte[0], "no marker")]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "no marker")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 }, "ends before")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC4, 0xFF, 0xFF }, "65535 bytes")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC4, 0, 1, 0, 0 }, "1 bytes")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC4, 0, 2, 9, 0, 0, 0 }, "marker is expected")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 0, 0 }, "before a frame header")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC9, 0, 3, 0, 0 }, "SOF9")] // arithmetic coding
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC0, 0, 8, 8, 0, 1, 0, 1, 1 }, "cut off")]
    [InlineData(new byte[] { 0xFF, 0x4F, 0xFF, 0x51, 0, 0 }, "cut off")]
    [InlineData(new byte[] { 0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 13, 10, 0x87, 10, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "no codestream")]
    public void TryRead_damaged_header_is_refused_with_its_reason(byte[] data, string expected)
    {
        Assert.False(CodestreamHeader.TryRead(data, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 8, 8, 1)]
    [InlineData(8, 0, 8, 1)]
    [InlineData(8, 8, 10, 1)] // the cosine transform has 8 or 12 bits
    [InlineData(8, 8, 8, 0)]
    public void TryRead_impossible_image_is_refused(int width, int height, int precision, int components) =>
        Assert.False(CodestreamHeader.TryRead([0xFF, 0xD8, .. Codestreams.FrameHeader(0xC0, width, height, precision, components)], out _, out _));

    [Fact]
    public void TryRead_any_beginning_of_a_header_never_throws()
    {
        const int behindSizes = 32; // what the main header of JPEG 2000 has behind the sizes
        (byte[] Data, int Behind)[] whole =
        [
            ([0xFF, 0xD8, .. Codestreams.FrameHeader(0xC3, 8, 8, 16, 3)], 0),
            (Codestreams.Jpeg2000(8, 8, 8), behindSizes),
            ([.. Codestreams.Jp2Boxes, .. Codestreams.Jpeg2000(8, 8, 8)], behindSizes),
        ];
        foreach (var (data, behind) in whole)
        {
            for (var length = 0; length < data.Length - behind; length++)
            {
                Assert.False(CodestreamHeader.TryRead(data.AsSpan(0, length), out _, out var problem), $"{length} of {data.Length}");
                Assert.NotEqual("", problem);
            }
        }
    }
}
