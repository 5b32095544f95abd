using System.Buffers.Binary;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom.Codecs;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy.Pixels;

public sealed class PixelCleanerTests
{
    [Theory]
    [InlineData(8, 8, false, "MONOCHROME2", 200, 1)]
    [InlineData(8, 8, false, "MONOCHROME1", 0, 100)]
    [InlineData(16, 12, false, "MONOCHROME2", 4095, 1)]
    [InlineData(16, 16, true, "MONOCHROME2", -5, 1)] // darker than every other pixel: it must not stay by being called black
    [InlineData(16, 16, true, "MONOCHROME1", 30000, 100)]
    [InlineData(32, 32, false, "MONOCHROME2", 70000, 1)]
    public void TryClean_grey_becomes_the_darkest_value_of_the_rest(int allocated, int stored, bool signed, string photometric, int text, int black)
    {
        var cells = PaintedImage.Cells(3, 1, text);
        var result = PaintedImage.Clean(PaintedImage.Dataset(cells, allocated, stored, signed, photometric, frames: 3));

        var expected = cells.Select((value, i) => PaintedImage.IsPainted(i) ? black : value).ToArray();
        Assert.Equal(SecondaryCapture.Pack(expected, allocated), Pixels(result));
    }

    [Theory]
    [InlineData("MONOCHROME2", "1", 1)]
    [InlineData("MONOCHROME2", "-1", 100)]
    [InlineData("MONOCHROME1", "1", 100)]
    [InlineData("MONOCHROME1", "-0.5", 1)]
    public void TryClean_grey_becomes_what_is_displayed_darkest(string photometric, string slope, int black)
    {
        var cells = PaintedImage.Cells(3, 1, 2000);
        var source = PaintedImage.Dataset(cells, 16, 12, false, photometric, frames: 3);
        source.SetString(DicomTags.RescaleSlope, "DS", slope);
        source.SetString(DicomTags.RescaleIntercept, "DS", "100");

        Assert.Equal(SecondaryCapture.Pack([.. cells.Select((value, i) => PaintedImage.IsPainted(i) ? black : value)], 16), Pixels(PaintedImage.Clean(source)));
    }

    [Fact]
    public void TryClean_frames_with_slopes_of_their_own_each_become_what_is_displayed_darkest()
    {
        var cells = PaintedImage.Cells(2, 1, 2000);
        var source = PaintedImage.Dataset(cells, 16, 12, false, "MONOCHROME2", frames: 2);
        source.SetItems(DicomTags.PerFrameFunctionalGroupsSequence, [.. new[] { "-1", "1" }.Select(slope =>
        {
            var (group, rescale) = (new DicomDataset(), new DicomDataset());
            rescale.SetString(DicomTags.RescaleSlope, "DS", slope);
            rescale.SetString(DicomTags.RescaleIntercept, "DS", "0");
            group.SetItems(DicomTags.PixelValueTransformationSequence, [rescale]);
            return group;
        })]);

        var (frame, range) = (cells.Length / 2, (cells.Where((_, i) => !PaintedImage.IsPainted(i)).Min(), cells.Where((_, i) => !PaintedImage.IsPainted(i)).Max()));
        var expected = cells.Select((value, i) => !PaintedImage.IsPainted(i) ? value : i < frame ? range.Item2 : range.Item1).ToArray();
        Assert.Equal(SecondaryCapture.Pack(expected, 16), Pixels(PaintedImage.Clean(source)));
    }

    [Theory]
    [InlineData(true, "MONOCHROME2", 100)]
    [InlineData(true, "MONOCHROME1", 3)]
    [InlineData(false, "MONOCHROME2", 100)]
    [InlineData(false, "MONOCHROME1", 3)]
    public void TryClean_falling_tables_turn_the_scale_round(bool modality, string photometric, int black)
    {
        var cells = PaintedImage.Cells(1, 1, 250); // the rest is 3 to 100
        var source = PaintedImage.Dataset(cells, 8, 8, false, photometric);
        var table = new DicomDataset();
        table.SetBytes(DicomTags.LutDescriptor, "US", new byte[] { 0, 1, 0, 0, 16, 0 });
        table.SetBytes(DicomTags.LutData, "OW", SecondaryCapture.Pack([.. Enumerable.Range(0, 256).Select(index => 4000 - index)], 16));
        table.SetString(DicomTags.ModalityLutType, "LO", "US");
        source.SetItems(modality ? DicomTags.ModalityLutSequence : DicomTags.VoiLutSequence, [table]);

        Assert.Equal(cells.Select((value, i) => (byte)(PaintedImage.IsPainted(i) ? black : value)), Pixels(PaintedImage.Clean(source)));
    }

    [Theory]
    [InlineData("RGB", 0, 0, 0)]
    [InlineData("YBR_FULL", 0, 128, 128)]
    public void TryClean_colour_by_pixel_becomes_black(string photometric, params int[] black)
    {
        var cells = PaintedImage.Cells(2, 3, 222);
        var result = PaintedImage.Clean(PaintedImage.Dataset(cells, 8, 8, false, photometric, samples: 3, frames: 2));

        Assert.Equal(cells.Select((value, i) => (byte)(PaintedImage.IsPainted(i / 3) ? black[i % 3] : value)), Pixels(result));
        Assert.Equal(photometric, result.GetString(DicomTags.PhotometricInterpretation));
    }

    [Theory]
    [InlineData("RGB", 0, 0, 0)]
    [InlineData("YBR_FULL", 0, 128, 128)]
    public void TryClean_colour_by_plane_becomes_black(string photometric, params int[] black)
    {
        const int Plane = PaintedImage.Rows * PaintedImage.Columns;
        var cells = PaintedImage.Cells(6, 1, 222); // the planes of two frames
        var result = PaintedImage.Clean(PaintedImage.Dataset(cells, 8, 8, false, photometric, samples: 3, planar: 1, frames: 2));

        Assert.Equal(cells.Select((value, i) => (byte)(PaintedImage.IsPainted(i) ? black[i / Plane % 3] : value)), Pixels(result));
    }

    [Fact]
    public void TryClean_shared_colour_is_blanked_in_pairs()
    {
        // Y1 Y2 Cb Cr: cells of two pixels stand together. Three columns blank two pairs.
        var cells = Enumerable.Range(0, 2 * PaintedImage.Rows * PaintedImage.Columns).Select(cell => 1 + (cell * 37 % 200)).ToArray();
        var source = PaintedImage.Dataset(cells, 8, 8, false, "YBR_FULL_422", samples: 3);
        var result = PaintedImage.Clean(source, rules: "modality,blank\nCT,0 0 3 2");

        Assert.Equal(cells.Select((value, i) => (byte)(i / 16 < 2 && i % 16 < 8 ? (i % 4 < 2 ? 0 : 128) : value)), Pixels(result));
    }

    [Fact]
    public void TryClean_palette_becomes_its_darkest_colour()
    {
        var cells = PaintedImage.Cells(1, 1, 200);
        var source = PaintedImage.Dataset(cells, 8, 8, false, "PALETTE COLOR");
        var table = SecondaryCapture.Pack([.. Enumerable.Range(0, 256).Select(index => index == 9 ? 0 : 60000 - index)], 16);
        foreach (var (descriptor, data) in new[] { (DicomTags.RedPaletteDescriptor, DicomTags.RedPaletteData), (DicomTags.GreenPaletteDescriptor, DicomTags.GreenPaletteData), (DicomTags.BluePaletteDescriptor, DicomTags.BluePaletteData) })
        {
            source.SetBytes(descriptor, "US", new byte[] { 0, 1, 0, 0, 16, 0 });
            source.SetBytes(data, "OW", table);
        }

        Assert.Equal(cells.Select((value, i) => (byte)(PaintedImage.IsPainted(i) ? 9 : value)), Pixels(PaintedImage.Clean(source)));
    }

    [Fact]
    public void TryClean_bits_beyond_the_value_go_in_the_region_and_stay_elsewhere()
    {
        var cells = PaintedImage.Cells(1, 1, 4095).Select(value => value | 0x8000).ToArray();
        var result = PaintedImage.Clean(PaintedImage.Dataset(cells, 16, 12, false, "MONOCHROME2"));
        Assert.Equal(SecondaryCapture.Pack([.. cells.Select((value, i) => PaintedImage.IsPainted(i) ? 3 : value)], 16), Pixels(result));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TryClean_run_length_is_stored_uncompressed(int samples)
    {
        var cells = PaintedImage.Cells(2, samples, 250);
        var frame = cells.Length / 2;
        var source = PaintedImage.Encapsulate(
            PaintedImage.Dataset([0], 8, 8, false, samples == 1 ? "MONOCHROME2" : "RGB", samples, frames: 2), TransferSyntaxes.RleLossless,
            RunLength(cells[..frame], samples), RunLength(cells[frame..], samples));
        var result = PaintedImage.Clean(source);

        Assert.Equal(TransferSyntaxes.ExplicitVrLittleEndian, result.TransferSyntaxUid);
        Assert.Equal(cells.Select((value, i) => (byte)(PaintedImage.IsPainted(i / samples) ? (samples == 1 ? 2 : 0) : value)), Pixels(result));
        Assert.Null(result.GetString(DicomTags.LossyImageCompression));
    }

    [Fact]
    public void TryClean_whole_image_of_one_pixel_becomes_black()
    {
        var source = PaintedImage.Dataset([0], 16, 12, true, "MONOCHROME2");
        source.SetUInt16(DicomTags.Rows, 1);
        source.SetUInt16(DicomTags.Columns, 1);
        source.SetBytes(DicomTags.PixelData, "OW", new byte[] { 0x99, 0x01 });
        Assert.Equal([0x00, 0x08], Pixels(PaintedImage.Clean(source, rules: "modality,blank\nCT,0 0 * *"))); // -2048
    }

    [Theory]
    [InlineData("-2 -1 * *", 46, 47)] // the last two columns of the last row
    [InlineData("7 5 100 100", 47)] // clipped
    [InlineData("0 0 1 1; 1 0 1 1", 0, 1)]
    public void TryClean_rectangles_count_from_both_edges(string rectangle, params int[] blanked)
    {
        var cells = PaintedImage.Cells(1, 1, 200);
        var result = PaintedImage.Clean(PaintedImage.Dataset(cells, 8, 8, false, "MONOCHROME2"), rules: $"modality,blank\nCT,{rectangle}");
        Assert.Equal(blanked, Enumerable.Range(0, cells.Length).Where(i => Pixels(result)[i] != cells[i]).ToArray());
    }

    [Fact]
    public void TryClean_rectangle_beside_the_image_is_refused()
    {
        var source = PaintedImage.Dataset(PaintedImage.Cells(1, 1, 200), 8, 8, false, "MONOCHROME2");
        var verdict = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse("modality,blank\nCT,0 0 1 1; 8 0 2 2", "rule", out _)!, null).Assess(source);
        Assert.Contains("(number 2) that lies outside of the 6 x 8 pixels", verdict.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void TryClean_says_what_was_done_and_does_the_same_again()
    {
        var source = PaintedImage.Dataset(PaintedImage.Cells(1, 1, 200), 8, 8, false, "MONOCHROME2");
        source.SetString(DicomTags.BurnedInAnnotation, "CS", "YES");
        source.SetUInt16(DicomTags.LargestImagePixelValue, 200);
        var before = Pixels(source).ToArray();
        var result = PaintedImage.Clean(source);

        Assert.Equal("NO", result.GetString(DicomTags.BurnedInAnnotation));
        Assert.Equal("PIXELS: RULE, LINE 2", result.GetStrings(DicomTags.DeidentificationMethod)[^1]);
        Assert.Equal(["113100", "113101"], result.GetItems(DicomTags.DeidentificationMethodCodeSequence).Select(item => item.GetString(DicomTags.CodeValue)));
        Assert.Null(result.GetInt32(DicomTags.LargestImagePixelValue));
        Assert.Equal(before, Pixels(source)); // the source is a view of a file that may go to the quarantine
        Assert.Equal(DicomWriter.Write(result), DicomWriter.Write(PaintedImage.Clean(source)));
    }

    [Fact]
    public void TryClean_image_larger_than_the_limit_is_refused()
    {
        var source = PaintedImage.Dataset(PaintedImage.Cells(1, 1, 200), 8, 8, false, "MONOCHROME2");
        var cleaner = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse(PaintedImage.Rules, "rule", out _)!, null, new DicomLimits { MaxInflatedBytes = 47 });
        Assert.False(cleaner.TryClean(source, new DicomDataset(), out var error));
        Assert.Equal(DicomErrorCode.TooLarge, error.Code);
        Assert.Contains("48 bytes, the limit is 47", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryClean_compressed_real_files_change_in_the_region_only()
    {
        Codestreams.RequireLibraries();
        var folder = Repository.DevelopmentData("dicom");
        using var pool = new CodecWorkerPool(new CodecOptions(), TimeProvider.System);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => !file.Contains("/fuzz/", StringComparison.Ordinal) && new FileInfo(file).Length < 400_000))
        {
            if (!DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var source, out _) || TransferSyntaxes.IsNative(source.TransferSyntaxUid)
                || seen.GetValueOrDefault(source.TransferSyntaxUid) >= 4 || source.GetString(DicomTags.SopClassUid) is not { } kind
                || !PixelDecoder.TryOpen(source, new DicomLimits(), pool, out var before, out _) || before.Rows < 8 || before.Columns < 8
                || !before.TryDecode(before.FrameCount - 1, out var expected, out _)
                || !new DeIdentifier("a site key of at least 32 bytes, for tests"u8).TryDeIdentify(source, out _, out _))
            {
                continue;
            }

            var result = PaintedImage.Clean(source, pool, $"sop_class,blank\n{kind},0 0 5 3");
            Assert.True(PixelDecoder.TryOpen(result, new DicomLimits(), null, out var after, out var error), error?.Message);
            Assert.True(after.TryDecode(after.FrameCount - 1, out var cleaned, out error), error?.Message);
            var inside = Enumerable.Range(0, expected.Values.Length).ToLookup(i => i / expected.Samples % before.Columns < 5 && i / expected.Samples / before.Columns < 3);
            Assert.True(inside[false].All(i => expected.Values[i].Equals(cleaned.Values[i])), file);
            Assert.True(inside[true].Select(i => cleaned.Values[i]).Distinct().Count() <= expected.Samples, file); // one colour
            seen[source.TransferSyntaxUid] = seen.GetValueOrDefault(source.TransferSyntaxUid) + 1;
        }

        Assert.Superset(new HashSet<string> { TransferSyntaxes.RleLossless, TransferSyntaxes.JpegBaseline, TransferSyntaxes.JpegLosslessFirstOrder, TransferSyntaxes.JpegLsLossless, TransferSyntaxes.Jpeg2000Lossless }, seen.Keys.ToHashSet());
    }

    private static byte[] Pixels(DicomDataset dataset) => dataset.TryGet(DicomTags.PixelData, out var pixels) ? pixels.Value.ToArray() : [];

    /// <summary>RLE Lossless without a single run: one segment of literals for each sample.</summary>
    private static byte[] RunLength(int[] cells, int samples)
    {
        var (header, body) = (new byte[64], new List<byte>());
        BinaryPrimitives.WriteInt32LittleEndian(header, samples);
        for (var sample = 0; sample < samples; sample++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4 * (sample + 1)), 64 + body.Count);
            var values = cells.Where((_, i) => i % samples == sample).Select(value => (byte)value).ToArray();
            body.AddRange([(byte)(values.Length - 1), .. values, 128]);
        }

        return [.. header, .. body];
    }
}
