using MedSsl.Dicom;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy.Pixels;

/// <summary>Which images pass, are blanked or are refused.</summary>
public sealed class PixelCleanerVerdictTests
{
    private static readonly PixelCleaner Cleaner = new(BurnedInPolicy.Clean, BurnedInRules.BuiltIn, null);

    [Theory]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.2", @"ORIGINAL\PRIMARY\AXIAL", null, null, null)]
    [InlineData("MR", "1.2.840.10008.5.1.4.1.1.4", @"DERIVED\SECONDARY\OTHER", null, null, null)]
    [InlineData("CR", "1.2.840.10008.5.1.4.1.1.1", @"ORIGINAL\PRIMARY", null, null, null)]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.2", @"DERIVED\SECONDARY\OTHER\CT_SOM5 PROT", null, null, "protocol pages")]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.2", @"ORIGINAL\PRIMARY", "YES", null, "is YES")]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.7", @"DERIVED\SECONDARY\SCREEN SAVE", "NO", null, "picture of a screen")]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.7", @"DERIVED\SECONDARY", "NO", null, null)]
    [InlineData("OT", "1.2.840.10008.5.1.4.1.1.7", @"DERIVED\SECONDARY", null, null, "secondary capture")]
    [InlineData("OT", "1.2.840.10008.5.1.4.1.1.7.4", @"DERIVED\SECONDARY", null, null, "secondary capture")]
    [InlineData("ES", "1.2.840.10008.5.1.4.1.1.77.1.1", @"ORIGINAL\PRIMARY", null, null, "endoscope")]
    [InlineData("CR", "1.2.840.10008.5.1.4.1.1.1", @"ORIGINAL\PRIMARY", null, "DF", "digitized")]
    [InlineData("US", "1.2.840.10008.5.1.4.1.1.6.1", @"ORIGINAL\PRIMARY", null, null, "no ultrasound regions")]
    [InlineData("US", "1.2.840.10008.5.1.4.1.1.6.1", @"ORIGINAL\PRIMARY", "NO", null, null)]
    [InlineData("IVUS", "1.2.840.10008.5.1.4.1.1.2", @"ORIGINAL\PRIMARY", null, null, "no ultrasound regions")]
    public void Assess_kind_of_image(string modality, string sopClass, string type, string? declared, string? conversion, string? expected)
    {
        var source = Ultrasound();
        source.SetString(DicomTags.Modality, "CS", modality);
        source.SetString(DicomTags.SopClassUid, "UI", sopClass);
        source.SetString(DicomTags.ImageType, "CS", type.Split('\\'));
        source.SetString(DicomTags.BurnedInAnnotation, "CS", declared ?? "");
        source.SetString(DicomTags.ConversionType, "CS", conversion ?? "");
        var verdict = Cleaner.Assess(source);

        Assert.Empty(verdict.Blanked);
        Assert.False(verdict.IsVouchedFor);
        if (expected is null)
        {
            Assert.Null(verdict.Refusal);
        }
        else
        {
            Assert.Contains(expected, verdict.Refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Assess_ultrasound_is_blanked_outside_of_its_regions()
    {
        // Two regions that overlap; what is 0 in the format measures nothing, what is 5 is text.
        var verdict = Cleaner.Assess(Ultrasound((0, 1, 3, 5, 1), (2, 2, 8, 5, 1), (0, 0, 7, 0, 0), (0, 0, 7, 0, 5)));
        Assert.Null(verdict.Refusal);
        Assert.Equal([new PixelRectangle(0, 0, 8, 1), new PixelRectangle(4, 1, 4, 1)], verdict.Blanked);
    }

    [Theory]
    [InlineData(0, 0, 7, 5, "cover the whole image")]
    [InlineData(0, 0, 8, 6, "cover the whole image")]
    [InlineData(0, 0, 9, 5, "not within 6 x 8")]
    [InlineData(-1, 0, 7, 5, "not within 6 x 8")]
    [InlineData(5, 0, 4, 5, "not within 6 x 8")]
    public void Assess_regions_that_make_no_sense_are_unsure(int x0, int y0, int x1, int y1, string expected) =>
        Assert.Contains(expected, Cleaner.Assess(Ultrasound((x0, y0, x1, y1, 1))).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Assess_YES_with_regions_asks_for_a_rule_which_may_trust_the_regions()
    {
        var source = Ultrasound((0, 1, 7, 5, 1));
        source.SetString(DicomTags.BurnedInAnnotation, "CS", "YES");
        var rule = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse("modality,blank\nUS,regions", "rule", out _)!, null);

        Assert.NotNull(Cleaner.Assess(source).Refusal);
        Assert.Equal([new PixelRectangle(0, 0, 8, 1)], rule.Assess(source).Blanked);
        Assert.Contains("no ultrasound regions", rule.Assess(Ultrasound()).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Assess_policy_refuse_changes_nothing()
    {
        var refuse = new PixelCleaner(BurnedInPolicy.Refuse, BurnedInRules.BuiltIn, null);
        Assert.Contains("8 pixels would have to be blanked", refuse.Assess(Ultrasound((0, 1, 7, 5, 1))).Refusal, StringComparison.Ordinal);
        Assert.Null(refuse.Assess(Objects.Image()).Refusal);
    }

    [Fact]
    public void Assess_rule_none_vouches_and_rule_refuse_does_not()
    {
        var none = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse("modality,blank\nUS,none", "rule", out _)!, null).Assess(Ultrasound());
        Assert.Equal((null, true, 0), (none.Refusal, none.IsVouchedFor, none.Blanked.Count));
        var refuse = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse("modality,blank\nCT,refuse", "rule", out _)!, null).Assess(Objects.Image());
        Assert.StartsWith("rule, line 2 refuses", refuse.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pydicom-data/OBXXXX1A.dcm", "ultrasound regions")]
    [InlineData("pydicom-data/gdcm-US-ALOKA-16.dcm", "ultrasound regions")]
    [InlineData("cornerstone/US-YBR_FULL_422-EVRLE.dcm", "ultrasound regions")]
    [InlineData("dwv/gdcm-US-RGB-8-epicard.dcm", "built-in rule, line 4")]
    [InlineData("pydicom-data/color-pl.dcm", null)] // an ultrasound image without regions
    [InlineData("fo-dicom/GH178.dcm", null)] // a picture of a screen
    public void TryClean_real_images_keep_what_is_not_blanked(string name, string? expected)
    {
        var source = Files.Parse(File.ReadAllBytes(Path.Combine(Repository.DevelopmentData("dicom"), name)));
        var verdict = Cleaner.Assess(source);
        Assert.Equal((expected ?? "no rule", expected is null), (verdict.Source, verdict.Refusal is not null));
        if (expected is null)
        {
            return;
        }

        var result = new DeIdentifier("a site key of at least 32 bytes, for tests"u8).DeIdentify(source);
        Assert.True(Cleaner.TryClean(source, result, out var error), error?.Message);
        var (before, after) = (Files.Decode(source), Files.Decode(Files.Parse(DicomWriter.Write(result))));
        var blanked = new bool[before.Rows * before.Columns];
        foreach (var part in verdict.Blanked)
        {
            for (var row = part.Y; row < part.Y + part.Height; row++)
            {
                blanked.AsSpan((row * before.Columns) + part.X, part.Width).Fill(true);
            }
        }

        var pairs = source.GetString(DicomTags.PhotometricInterpretation) == "YBR_FULL_422";
        Assert.All(Enumerable.Range(0, blanked.Length), pixel =>
        {
            var values = Enumerable.Range(pixel * before.Samples, before.Samples);
            var isBlanked = blanked[pixel] || (pairs && blanked[pixel ^ 1]);
            Assert.True(isBlanked ? values.All(i => after.Values[i] == 0) : values.All(i => after.Values[i].Equals(before.Values[i])), $"pixel {pixel}");
        });
    }

    private static DicomDataset Ultrasound(params (int X0, int Y0, int X1, int Y1, int Format)[] regions)
    {
        var source = PaintedImage.Dataset(PaintedImage.Cells(1, 1, 200), 8, 8, false, "MONOCHROME2");
        source.SetString(DicomTags.Modality, "CS", "US");
        source.SetString(DicomTags.SopClassUid, "UI", SopClasses.Ultrasound);
        if (regions.Length > 0)
        {
            source.SetItems(DicomTags.SequenceOfUltrasoundRegions, [.. regions.Select(region =>
            {
                var item = new DicomDataset();
                item.SetUInt16(DicomTags.RegionSpatialFormat, (ushort)region.Format);
                foreach (var (tag, value) in new[]
                {
                    (DicomTags.RegionLocationMinX0, region.X0), (DicomTags.RegionLocationMinY0, region.Y0), (DicomTags.RegionLocationMaxX1, region.X1), (DicomTags.RegionLocationMaxY1, region.Y1),
                })
                {
                    item.SetBytes(tag, "SL", BitConverter.GetBytes(value));
                }

                return item;
            })]);
        }

        return source;
    }
}
