using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

/// <summary>What preparation asks of a data set: rescale, VOI, padding; and what de-identification keeps of it.</summary>
public sealed class FrameFactsTests
{
    [Theory]
    [InlineData("1", "-1024", RescaleStatus.Usable)]
    [InlineData("-0.5", "0", RescaleStatus.Usable)]
    [InlineData("0.00001", "3", RescaleStatus.Usable)]
    [InlineData(null, null, RescaleStatus.Absent)]
    [InlineData("", "", RescaleStatus.Absent)]
    [InlineData("0", "1", RescaleStatus.Absurd)]
    [InlineData("1", null, RescaleStatus.Absurd)]
    [InlineData(null, "1", RescaleStatus.Absurd)]
    [InlineData("1e999", "0", RescaleStatus.Absurd)]
    [InlineData("NaN", "0", RescaleStatus.Absurd)]
    [InlineData("1e30", "0", RescaleStatus.Absurd)]
    [InlineData("1", "-1e12", RescaleStatus.Absurd)]
    public void Check_names_absent_and_absurd_rescale(string? slope, string? intercept, RescaleStatus expected)
    {
        var dataset = new DicomDataset();
        Set(dataset, DicomTags.RescaleSlope, slope);
        Set(dataset, DicomTags.RescaleIntercept, intercept);
        Assert.Equal(expected, ModalityLut.Check(dataset));

        static void Set(DicomDataset dataset, DicomTag tag, string? value)
        {
            if (value is not null)
            {
                dataset.SetString(tag, "DS", value);
            }
        }
    }

    [Fact]
    public void RangeOf_padding_value_alone_with_limit_and_unsigned_beside_signed_pixels()
    {
        var dataset = new DicomDataset();
        Assert.Null(PixelPadding.RangeOf(dataset));
        dataset.SetUInt16(DicomTags.PixelPaddingValue, 63536);
        Assert.Equal((63536, 63536), PixelPadding.RangeOf(dataset));
        dataset.SetUInt16(DicomTags.PixelRepresentation, 1);
        Assert.Equal((-2000, -2000), PixelPadding.RangeOf(dataset));
        dataset.SetUInt16(DicomTags.PixelPaddingRangeLimit, 64535);
        Assert.Equal((-2000, -1001), PixelPadding.RangeOf(dataset));
    }

    [Fact]
    public void TableOf_first_value_is_signed_where_values_can_be()
    {
        var item = new DicomDataset();
        item.SetBytes(DicomTags.LutDescriptor, "US", new byte[] { 2, 0, 0xFE, 0xFF, 12, 0 });
        item.SetBytes(DicomTags.LutData, "OW", new byte[] { 1, 0, 0xFF, 0x0F });
        var dataset = new DicomDataset();
        Assert.Null(VoiLut.TableOf(dataset));
        dataset.SetItems(DicomTags.VoiLutSequence, [item]);
        Assert.Equal(65534, VoiLut.TableOf(dataset)!.Value.First);
        dataset.SetString(DicomTags.RescaleIntercept, "DS", "-1024");
        var (first, entries, bits) = VoiLut.TableOf(dataset)!.Value;
        Assert.Equal((-2, 12), (first, bits));
        Assert.Equal([1, 4095], entries.ToArray());
    }

    [Fact]
    public void WindowOf_frame_has_its_own_window_and_function()
    {
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.WindowCenter, "DS", "1", "2");
        dataset.SetString(DicomTags.WindowWidth, "DS", "10", "20");
        Assert.Equal((1, 10, null), VoiLut.WindowOf(dataset));
        dataset.SetItems(DicomTags.PerFrameFunctionalGroupsSequence, [Group("40", "80"), Group("-600", "1500")]);
        Assert.Equal((40, 80, "SIGMOID"), VoiLut.WindowOf(dataset, 0));
        Assert.Equal((-600, 1500, "SIGMOID"), VoiLut.WindowOf(dataset, 1));

        static DicomDataset Group(string center, string width)
        {
            var (group, window) = (new DicomDataset(), new DicomDataset());
            window.SetString(DicomTags.WindowCenter, "DS", center);
            window.SetString(DicomTags.WindowWidth, "DS", width);
            window.SetString(DicomTags.VoiLutFunction, "CS", "SIGMOID");
            group.SetItems(DicomTags.FrameVoiLutSequence, [window]);
            return group;
        }
    }

    [Theory]
    [InlineData("ACME XR-5", "ACME XR-5")]
    [InlineData("room of DOE-SECRET", null)]
    [InlineData("PID-77341", null)]
    [InlineData("Röntgen", null)]
    public void TryDeIdentify_model_name_is_kept_by_the_rule_of_the_manufacturer(string model, string? expected)
    {
        var source = Source();
        source.SetString(DicomTags.ManufacturerModelName, "LO", model);
        Assert.Equal(expected, DeIdentified(source).GetString(DicomTags.ManufacturerModelName));
    }

    [Fact]
    public void TryDeIdentify_shutter_and_collimator_are_kept_as_numbers_and_codes_only()
    {
        var source = Source();
        source.SetString(DicomTags.ShutterShape, "CS", "RECTANGULAR", "CIRCULAR");
        source.SetString(DicomTags.ShutterLeftVerticalEdge, "IS", "12");
        source.SetString(DicomTags.ShutterRightVerticalEdge, "IS", "Doe");
        source.SetString(DicomTags.CollimatorShape, "CS", "of Mrs. Doe");
        source.SetString(DicomTags.CollimatorVertices, "IS", "1", "2", "30", "2", "30", "40");
        var kept = DeIdentified(source);
        Assert.Equal(["RECTANGULAR", "CIRCULAR"], kept.GetStrings(DicomTags.ShutterShape));
        Assert.Equal(12, kept.GetInt32(DicomTags.ShutterLeftVerticalEdge));
        Assert.False(kept.TryGet(DicomTags.ShutterRightVerticalEdge, out _));
        Assert.False(kept.TryGet(DicomTags.CollimatorShape, out _));
        Assert.Equal([1, 2, 30, 2, 30, 40], kept.GetDoubles(DicomTags.CollimatorVertices));
    }

    private static DicomDataset Source()
    {
        var source = Files.Image(1, 2, 16, 12, 11, false, "MONOCHROME2", [1, 0, 2, 0]);
        source.SetString(DicomTags.SopClassUid, "UI", SopClasses.ComputedRadiography);
        source.SetString(DicomTags.SopInstanceUid, "UI", "1.2.1");
        source.SetString(DicomTags.StudyInstanceUid, "UI", "1.2.2");
        source.SetString(DicomTags.SeriesInstanceUid, "UI", "1.2.3");
        source.SetString(DicomTags.PatientName, "PN", "DOE-SECRET^Jane");
        source.SetString(DicomTags.PatientId, "LO", "PID-77341");
        return source;
    }

    private static DicomDataset DeIdentified(DicomDataset source) =>
        Files.Parse(DicomWriter.Write(new DeIdentifier("a site key of at least 32 bytes, for tests"u8).DeIdentify(source)));
}
