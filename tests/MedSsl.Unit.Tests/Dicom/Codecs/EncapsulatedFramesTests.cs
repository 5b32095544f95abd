using System.Buffers.Binary;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Compressed frames up to their decoder and behind it: fragments, contradictions, cells, colours.</summary>
public sealed class EncapsulatedFramesTests
{
    private static readonly byte[] Small = Codestreams.Jpeg(2, 2, 12, marker: 0xC3);

    [Fact]
    public void TryOpen_single_frame_of_several_fragments_is_joined() =>
        Assert.Equal(Small, Assert.Single(Ask(Image(1, [], Small[..5], Small[5..9], Small[9..]))));

    [Fact]
    public void TryOpen_fragment_for_each_frame_needs_no_table() => Assert.Equal([Small, Small], Ask(Image(2, [], Small, Small)));

    [Fact]
    public void TryOpen_basic_offset_table_tells_the_frames()
    {
        var first = (uint)(8 + 10 + 8 + Small.Length - 10);

        Assert.Equal([Small, Small], Ask(Image(2, Table(0, first), Small[..10], Small[10..], Small)));
    }

    [Fact]
    public void TryOpen_extended_offset_table_tells_frames_and_lengths()
    {
        var dataset = Image(2, [], [.. Small, 0], Small);
        dataset.SetBytes(DicomTags.ExtendedOffsetTable, "OV", Table64(0, Small.Length + 1 + 8));
        dataset.SetBytes(DicomTags.ExtendedOffsetTableLengths, "OV", Table64(Small.Length, Small.Length));
        Assert.Equal([Small, Small], Ask(dataset));

        dataset = Image(2, [], Small[..10], Small[10..], Small);
        dataset.SetBytes(DicomTags.ExtendedOffsetTable, "OV", Table64(0, 8 + 10 + 8 + Small.Length - 10));
        Assert.Equal([Small, Small], Ask(dataset));
    }

    [Fact]
    public void TryOpen_without_a_table_markers_tell_the_frames() =>
        Assert.Equal([[.. Small, 0], Small, Small], Ask(Image(3, [], Small[..10], [.. Small[10..], 0], Small[..7], Small[7..], Small)));

    [Fact]
    public void TryOpen_table_that_lies_is_corrected_by_markers() =>
        Assert.Equal([Small, Small], Ask(Image(2, Table(0, 4), Small[..10], Small[10..], Small)));

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void TryOpen_fragments_that_fit_no_number_of_frames_are_refused(int frames)
    {
        var error = Refuse(Image(frames, [], Small[..10], Small[10..], Small, Small[5..]));

        Assert.Equal(DicomErrorCode.Malformed, error.Code);
        Assert.Contains($"to {frames} frames", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string, string> Contradictions => new()
    {
        { Codestreams.Jpeg(3, 2, 12, marker: 0xC3), TransferSyntaxes.JpegLossless, "2 x 3 pixels, the data set says 2 x 2" },
        { Codestreams.Jpeg(2, 65535, 12, marker: 0xC3), TransferSyntaxes.JpegLossless, "65535 x 2" },
        { Codestreams.Jpeg(2, 2, 12, components: 3, marker: 0xC3), TransferSyntaxes.JpegLossless, "3 components, the data set says 1" },
        { Codestreams.Jpeg(2, 2, 12, marker: 0xC1), TransferSyntaxes.JpegLossless, "JpegDct, which is not JPEG Lossless (Process 14)" },
        { Codestreams.Jpeg(2, 2, 12, marker: 0xC3), TransferSyntaxes.Jpeg2000, "JpegLossless, which is not JPEG 2000" },
        { Codestreams.Jpeg2000(2, 2, 20), TransferSyntaxes.Jpeg2000, "20 bits, the data set allocates 16" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void TryOpen_codestream_that_contradicts_its_data_set_is_refused_before_it_is_decoded(byte[] codestream, string syntax, string expected)
    {
        var decoder = new FakeFrameDecoder([]);
        var error = Refuse(Image(1, [], codestream, syntax), decoder);

        Assert.Equal(DicomErrorCode.UnsupportedPixels, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(decoder.Asked);
    }

    [Fact]
    public void TryOpen_without_decoder_or_library_names_the_syntax_and_what_to_do()
    {
        Assert.False(PixelDecoder.TryOpen(Image(1, [], Small), new DicomLimits(), out _, out var error));
        Assert.Equal(DicomErrorCode.UnsupportedTransferSyntax, error.Code);
        Assert.Contains("JPEG Lossless (Process 14) (1.2.840.10008.1.2.4.57)", error.Message, StringComparison.Ordinal);

        error = Refuse(Image(1, [], Codestreams.Jpeg2000(2, 2, 12), TransferSyntaxes.HighThroughput));
        Assert.Equal(DicomErrorCode.UnsupportedTransferSyntax, error.Code);
        Assert.Contains("High-Throughput JPEG 2000", error.Message, StringComparison.Ordinal);
        Assert.Contains("install", error.Message, StringComparison.Ordinal);

        Assert.Contains("not known here", Refuse(Image(1, [], Small, "1.2.3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_reason_of_the_decoder_is_passed_on_with_the_frame()
    {
        Assert.True(PixelDecoder.TryOpen(Image(2, [], Small, Small), new DicomLimits(), new FakeFrameDecoder(), out var source, out _));
        Assert.False(source.TryDecode(1, out _, out var error));
        Assert.Equal(DicomErrorCode.TooLarge, error.Code);
        Assert.Contains("Frame 2 cannot be decoded: it takes too long", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bits stored, high bit, signed, codestream, decoded 16-bit cell, expected value.</summary>
    [Theory]
    [InlineData(12, 11, false, 12, 0x0ABC, 0xABC)]
    [InlineData(12, 11, false, 16, 0xFABC, 0xABC)] // an overlay above the value
    [InlineData(12, 15, false, 16, 0xABCF, 0xABC)] // the value on top
    [InlineData(12, 11, true, 12, 0x0FFF, -1)]
    [InlineData(16, 15, true, 12, 0x0FFF, -1)] // a shallower codestream: its own top bit is the sign
    [InlineData(16, 15, true, 16, 0x8000, -32768)]
    [InlineData(16, 15, false, 12, 0x0FFF, 4095)]
    public void TryDecode_value_is_found_in_the_cell(int stored, int high, bool signed, int precision, ushort cell, float expected)
    {
        var dataset = Image(1, [], Codestreams.Jpeg(2, 2, precision, marker: 0xC3), TransferSyntaxes.JpegLossless, stored, high, signed);

        Assert.Equal(expected, Decode(dataset, Cells(cell, 0, 0, 0)).Values[0]);
    }

    [Theory]
    [InlineData(false, 1024, 1023)]
    [InlineData(false, 1000, 1000)]
    [InlineData(true, 512, 511)]
    [InlineData(true, 0xF000, -512)]
    public void TryDecode_lossy_values_beyond_white_do_not_wrap_to_black(bool signed, int cell, float expected)
    {
        var dataset = Image(1, [], Codestreams.Jpeg2000(2, 2, 16, signed: signed, reversible: false), TransferSyntaxes.Jpeg2000, 10, 9, signed);

        Assert.Equal(expected, Decode(dataset, Cells((ushort)cell, 0, 0, 0)).Values[0]);
    }

    [Theory]
    [InlineData("RGB", "RGB", 0xC0, false)] // components say RGB
    [InlineData("YBR_FULL_422", "123", 0xC0, true)]
    [InlineData("YBR_FULL", "123", 0xC3, true)]
    [InlineData("RGB", "123", 0xC3, false)]
    [InlineData("YBR_RCT", "", 0, false)] // undone by the decoder
    [InlineData("YBR_ICT", "", 0, false)]
    [InlineData("YBR_FULL", "", 0, true)] // JPEG 2000 without a transform of its own
    [InlineData("YBR_FULL", "transform", 0, false)] // with one: its decoder gives RGB
    public void TryDecode_colour_is_converted_where_it_is_YCbCr(string photometric, string ids, byte marker, bool converted)
    {
        var codestream = marker == 0 ? Codestreams.Jpeg2000(1, 1, 8, 3, transform: ids == "transform") : Codestreams.Jpeg(1, 1, 8, 3, marker, ids);
        var syntax = marker == 0 ? TransferSyntaxes.Jpeg2000Lossless : marker == 0xC0 ? TransferSyntaxes.JpegBaseline : TransferSyntaxes.JpegLossless;
        var dataset = Files.Image(1, 1, 8, 8, 7, false, photometric, [0, 0], samples: 3);
        Encapsulate(dataset, syntax, [], codestream);

        Assert.Equal(converted ? [254f, 0, 0] : [76f, 85, 255], Decode(dataset, [76, 85, 255]).Values);
    }

    [Fact]
    public void TryOpen_transform_of_JPEG_2000_without_JPEG_2000_is_refused()
    {
        var error = Files.RefuseImage(Files.Image(1, 1, 8, 8, 7, false, "YBR_RCT", [1, 2, 3, 0], samples: 3));

        Assert.Equal(DicomErrorCode.UnsupportedPixels, error.Code);
        Assert.Contains("YBR_RCT is a transform of JPEG 2000", error.Message, StringComparison.Ordinal);
    }

    private static List<byte[]> Ask(DicomDataset dataset)
    {
        var decoder = new FakeFrameDecoder(new byte[8]);
        Assert.True(PixelDecoder.TryOpen(dataset, new DicomLimits(), decoder, out var source, out var error), error?.Message);
        for (var frame = 0; frame < source.FrameCount; frame++)
        {
            Assert.True(source.TryDecode(frame, out _, out error), error?.Message);
        }

        return [.. decoder.Asked.Select(frame => frame.Codestream.ToArray())];
    }

    private static PixelFrame Decode(DicomDataset dataset, byte[] cells)
    {
        Assert.True(PixelDecoder.TryOpen(dataset, new DicomLimits(), new FakeFrameDecoder(cells), out var source, out var error), error?.Message);
        Assert.True(source.TryDecode(0, out var decoded, out error), error?.Message);
        return decoded;
    }

    private static DicomError Refuse(DicomDataset dataset, FakeFrameDecoder? decoder = null)
    {
        Assert.False(PixelDecoder.TryOpen(dataset, new DicomLimits(), decoder ?? new FakeFrameDecoder([]), out _, out var error));
        return error;
    }

    private static DicomDataset Image(int frames, byte[] table, params byte[][] fragments)
    {
        var dataset = Files.Image(2, 2, 16, 12, 11, false, "MONOCHROME2", [0, 0], frames: frames);
        Encapsulate(dataset, TransferSyntaxes.JpegLossless, table, fragments);
        return dataset;
    }

    private static DicomDataset Image(int frames, byte[] table, byte[] codestream, string syntax, int stored = 12, int high = 11, bool signed = false)
    {
        var dataset = Files.Image(2, 2, 16, stored, high, signed, "MONOCHROME2", [0, 0], frames: frames);
        Encapsulate(dataset, syntax, table, codestream);
        return dataset;
    }

    private static void Encapsulate(DicomDataset dataset, string syntax, byte[] table, params byte[][] fragments)
    {
        dataset.TransferSyntaxUid = syntax;
        dataset.Set(new DicomElement(DicomTags.PixelData, "OB", [table, .. fragments.Select(fragment => (ReadOnlyMemory<byte>)fragment)]));
    }

    private static byte[] Cells(params ushort[] values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
        }

        return bytes;
    }

    private static byte[] Table(params uint[] offsets)
    {
        var bytes = new byte[4 * offsets.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), offsets[i]);
        }

        return bytes;
    }

    private static byte[] Table64(params long[] offsets)
    {
        var bytes = new byte[8 * offsets.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), offsets[i]);
        }

        return bytes;
    }
}
