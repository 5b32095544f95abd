using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class PixelDecoderTests
{
    public static TheoryData<int, int, int, bool, byte[], float[]> Cells => new()
    {
        { 8, 8, 7, false, [0, 127, 128, 255], [0, 127, 128, 255] },
        { 8, 8, 7, true, [0, 127, 128, 255], [0, 127, -128, -1] },
        { 16, 16, 15, false, [0x34, 0x12, 0xFF, 0xFF, 0, 0x80, 1, 0], [0x1234, 65535, 32768, 1] },
        { 16, 16, 15, true, [0x34, 0x12, 0xFF, 0xFF, 0, 0x80, 1, 0], [0x1234, -1, -32768, 1] },
        { 16, 12, 11, false, [0xFF, 0xFF, 0, 0xF0, 1, 0x10, 0, 8], [4095, 0, 1, 2048] }, // bits above 12 are an old overlay
        { 16, 12, 11, true, [0xFF, 0x0F, 0, 8, 1, 0xF0, 0xFF, 7], [-1, -2048, 1, 2047] },
        { 16, 12, 15, false, [0xF0, 0xFF, 0x0F, 0, 0x10, 0, 0, 0x80], [4095, 0, 1, 2048] }, // value at the top, rubbish below
        { 24, 24, 23, true, [1, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0x80, 0xFF, 0xFF, 0x7F], [1, -1, -8388608, 8388607] },
        { 32, 32, 31, false, [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0], [16777216, 1, 2147483648, 0] },
        { 32, 32, 31, true, [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0], [-1, 1, -2147483648, 0] },
        { 1, 1, 0, false, [0b0110], [0, 1, 1, 0] },
        { 12, 12, 11, false, [0x23, 0x61, 0x45, 0x89, 0xF7, 0xFF], [0x123, 0x456, 0x789, 0xFFF] }, // packed, as ACR-NEMA did
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void TryDecode_cells_of_every_width_give_stored_values(int allocated, int stored, int high, bool signed, byte[] pixels, float[] expected) =>
        Assert.Equal(expected, Files.Decode(Files.Image(2, 2, allocated, stored, high, signed, "MONOCHROME2", pixels)).Values);

    [Fact]
    public void TryDecode_packs_random_values_of_random_layouts_back()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var allocated = random.Next(1, 33);
            var stored = random.Next(1, Math.Min(allocated, 24) + 1); // beyond 24 bits a float is not exact
            var high = random.Next(stored - 1, allocated);
            var signed = random.Next(2) == 1;
            var (rows, columns, frames) = (random.Next(1, 6), random.Next(1, 6), random.Next(1, 4));
            var values = new long[rows * columns * frames];
            var pixels = new byte[((values.Length * allocated) + 7) / 8];
            random.NextBytes(pixels);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = signed ? random.NextInt64(-(1L << (stored - 1)), 1L << (stored - 1)) : random.NextInt64(1L << stored);
                for (var bit = 0; bit < stored; bit++)
                {
                    var at = ((long)i * allocated) + high - stored + 1 + bit;
                    pixels[at / 8] = (byte)((pixels[at / 8] & ~(1 << (int)(at % 8))) | ((int)((values[i] >> bit) & 1) << (int)(at % 8)));
                }
            }

            var dataset = Files.Image(rows, columns, allocated, stored, high, signed, "MONOCHROME2", pixels, frames: frames);
            for (var frame = 0; frame < frames; frame++)
            {
                Assert.Equal(values.Skip(frame * rows * columns).Take(rows * columns).Select(value => (float)value), Files.Decode(dataset, frame).Values);
            }
        }
    }

    [Fact]
    public void TryDecode_MONOCHROME1_stays_as_stored_and_says_so()
    {
        var frame = Files.Decode(Files.Image(1, 2, 8, 8, 7, false, "MONOCHROME1", [3, 4]));

        Assert.True(frame.Inverted);
        Assert.Equal([3f, 4f], frame.Values);
    }

    [Theory]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, new byte[] { 1, 4, 2, 5, 3, 6 })]
    public void TryDecode_RGB_of_both_planar_configurations_is_interleaved(int planar, byte[] pixels) =>
        Assert.Equal([1f, 2, 3, 4, 5, 6], Files.Decode(Files.Image(1, 2, 8, 8, 7, false, "RGB", pixels, samples: 3, planar: planar)).Values);

    [Fact]
    public void TryDecode_YBR_FULL_becomes_RGB()
    {
        // PS3.3 C.7.6.3.1.2: pure red is Y 76, Cb 85, Cr 255; grey has Cb = Cr = 128.
        var frame = Files.Decode(Files.Image(1, 2, 8, 8, 7, false, "YBR_FULL", [76, 85, 255, 50, 128, 128], samples: 3));

        Assert.Equal([254f, 0, 0, 50, 50, 50], frame.Values);
    }

    [Fact]
    public void TryDecode_YBR_FULL_422_shares_colour_between_two_pixels()
    {
        var full = Files.Decode(Files.Image(1, 2, 8, 8, 7, false, "YBR_FULL", [76, 85, 255, 50, 85, 255], samples: 3));
        var half = Files.Decode(Files.Image(1, 2, 8, 8, 7, false, "YBR_FULL_422", [76, 50, 85, 255], samples: 3));

        Assert.Equal(full.Values, half.Values);
    }

    [Theory]
    [InlineData(8, new byte[] { 10, 20, 30 })]
    [InlineData(16, new byte[] { 10, 0, 20, 0, 30, 0 })]
    public void TryDecode_PALETTE_COLOR_is_looked_up_and_clamped(int bits, byte[] table)
    {
        var dataset = Files.Image(1, 4, 8, 8, 7, false, "PALETTE COLOR", [0, 5, 6, 255]);
        SetPalette(dataset, [3, 0, 5, 0, (byte)bits, 0], DicomTags.RedPaletteData, table);

        Assert.True(PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out _));
        Assert.Equal((3, bits, "RGB"), (source.Samples, source.BitsStored, source.PhotometricInterpretation));
        Assert.Equal([10f, 10, 10, 10, 10, 10, 20, 20, 20, 30, 30, 30], Files.Decode(dataset).Values); // the first entry is of value 5
    }

    [Fact]
    public void TryDecode_segmented_palette_is_expanded()
    {
        var dataset = Files.Image(1, 6, 8, 8, 7, false, "PALETTE COLOR", [0, 1, 2, 3, 4, 5]);
        SetPalette(dataset, [6, 0, 0, 0, 16, 0], DicomTags.SegmentedRedPaletteData, [0, 0, 2, 0, 100, 0, 200, 0, 1, 0, 4, 0, 0, 0]);

        Assert.Equal([100f, 200, 150, 100, 50, 0], Files.Decode(dataset).Values.Where((_, i) => i % 3 == 0));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 3, 0, 1, 0, 2, 0 })] // fewer values than it says
    [InlineData(new byte[] { 1, 0, 6, 0, 1, 0 })] // a ramp from nowhere
    [InlineData(new byte[] { 2, 0, 1, 0, 0, 0, 0, 0 })] // a repeat
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0 })] // no progress
    public void TryOpen_damaged_segments_are_refused(byte[] segments)
    {
        var dataset = Files.Image(1, 1, 8, 8, 7, false, "PALETTE COLOR", [0, 0]);
        SetPalette(dataset, [6, 0, 0, 0, 16, 0], DicomTags.SegmentedRedPaletteData, segments);

        Assert.Equal(DicomErrorCode.UnsupportedPixels, Files.RefuseImage(dataset).Code);
    }

    [Theory]
    [InlineData(16, 17, 16)] // more stored than allocated
    [InlineData(16, 12, 16)] // high bit outside
    [InlineData(16, 12, 10)] // value does not fit under the high bit
    [InlineData(64, 64, 63)]
    [InlineData(0, 0, 0)]
    public void TryOpen_contradictory_bits_are_refused(int allocated, int stored, int high) =>
        Assert.Equal(DicomErrorCode.UnsupportedPixels, Files.RefuseImage(Files.Image(1, 1, allocated, stored, high, false, "MONOCHROME2", new byte[8])).Code);

    [Theory]
    [InlineData("RGB", 1)]
    [InlineData("MONOCHROME2", 3)]
    [InlineData("CMYK", 4)]
    [InlineData("DOE^JANE", 1)]
    public void TryOpen_photometric_interpretation_that_is_not_read_is_refused_without_repeating_it(string photometric, int samples)
    {
        var error = Files.RefuseImage(Files.Image(1, 1, 8, 8, 7, false, photometric, new byte[4], samples));

        Assert.Equal(DicomErrorCode.UnsupportedPixels, error.Code);
        Assert.DoesNotContain("DOE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_truncated_pixels_are_refused_with_both_sizes()
    {
        var error = Files.RefuseImage(Files.Image(2, 2, 16, 16, 15, false, "MONOCHROME2", new byte[23], frames: 3));

        Assert.Equal(DicomErrorCode.Malformed, error.Code);
        Assert.Contains("take 24 bytes; 23 are there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_more_than_the_limits_is_refused_before_anything_is_allocated()
    {
        var frames = Files.Image(1, 1, 8, 8, 7, false, "MONOCHROME2", new byte[2], frames: 10_001);
        var pixels = Files.Image(65535, 65535, 8, 8, 7, false, "MONOCHROME2", new byte[2]);

        Assert.Equal(DicomErrorCode.TooLarge, Files.RefuseImage(frames).Code);
        Assert.Equal(DicomErrorCode.TooLarge, Files.RefuseImage(pixels).Code);
    }

    [Theory]
    [InlineData(0x0028, 0x0010)]
    [InlineData(0x0028, 0x0011)]
    [InlineData(0x0028, 0x0100)]
    [InlineData(0x0028, 0x0004)]
    public void TryOpen_missing_attribute_is_named(int group, int element)
    {
        var dataset = Files.Image(1, 1, 8, 8, 7, false, "MONOCHROME2", new byte[2]);
        var tag = new DicomTag((ushort)group, (ushort)element);
        dataset.Remove(tag);

        var error = Files.RefuseImage(dataset);
        Assert.Equal(DicomErrorCode.MissingAttribute, error.Code);
        Assert.Contains(tag.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_object_without_pixels_is_told_apart_from_a_damaged_one() =>
        Assert.Equal(DicomErrorCode.NoPixelData, Files.RefuseImage(new DicomDataset()).Code);

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.50", "JPEG Baseline")]
    [InlineData("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless")]
    [InlineData("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless")]
    [InlineData("1.2.3.4", "not known here")]
    public void TryOpen_compressed_syntax_is_refused_by_name(string uid, string name)
    {
        var dataset = Files.Image(1, 1, 8, 8, 7, false, "MONOCHROME2", new byte[2]);
        dataset.TransferSyntaxUid = uid;

        var error = Files.RefuseImage(dataset);
        Assert.Equal(DicomErrorCode.UnsupportedTransferSyntax, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static void SetPalette(DicomDataset dataset, byte[] descriptor, DicomTag red, byte[] table)
    {
        for (ushort i = 0; i < 3; i++)
        {
            dataset.SetBytes(new DicomTag(0x0028, (ushort)(DicomTags.RedPaletteDescriptor.Element + i)), "US", descriptor);
            dataset.SetBytes(new DicomTag(0x0028, (ushort)(red.Element + i)), "OW", table);
        }
    }
}
