using MedSsl.Dicom;
using MedSsl.Ingestion.Series;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class ExpectedCountTests
{
    [Fact]
    public void Of_object_that_says_nothing_is_unknown() => Assert.Null(ExpectedCount.Of(new DicomDataset()));

    [Fact]
    public void Of_series_related_instances_is_believed_before_the_others() =>
        Assert.Equal(new ExpectedCount(12, "series"), Of(instance => Number(Number(instance, DicomTags.NumberOfSeriesRelatedInstances, 12), DicomTags.ImagesInAcquisition, 40)));

    [Theory]
    [InlineData(40, 3, null, 40)]
    [InlineData(40, 3, 5, 200)]
    [InlineData(40, null, null, null)] // of which acquisition?
    [InlineData(0, 3, null, null)]
    [InlineData(-4, 3, null, null)]
    [InlineData(1_000_000, 3, 1_000_000, null)] // no overflow, no such series
    public void Of_images_in_acquisition_counts_where_the_acquisition_is_named(int images, int? acquisition, int? positions, int? expected) =>
        Assert.Equal(expected, Of(instance => Number(Number(Number(
            instance, DicomTags.ImagesInAcquisition, images), DicomTags.AcquisitionNumber, acquisition), DicomTags.NumberOfTemporalPositions, positions))?.Instances);

    [Fact]
    public void Of_images_in_another_acquisition_is_another_statement() => Assert.NotEqual(
        Of(instance => Number(Number(instance, DicomTags.ImagesInAcquisition, 40), DicomTags.AcquisitionNumber, 1)),
        Of(instance => Number(Number(instance, DicomTags.ImagesInAcquisition, 40), DicomTags.AcquisitionNumber, 2)));

    [Fact]
    public void Of_multi_frame_object_does_not_take_images_for_instances() => Assert.Null(Of(instance =>
        Number(Number(Number(instance, DicomTags.ImagesInAcquisition, 40), DicomTags.AcquisitionNumber, 1), DicomTags.NumberOfFrames, 40)));

    [Theory]
    [InlineData("STATIC", "IMAGE", 47)]
    [InlineData("WHOLE BODY", "IMAGE", 47)]
    [InlineData("DYNAMIC", "IMAGE", 47 * 6)]
    [InlineData("GATED", "IMAGE", 47 * 2 * 8)]
    [InlineData("STATIC", "REPROJECTION", null)]
    [InlineData("SPIRAL", "IMAGE", null)]
    public void Of_pet_multiplies_the_dimensions_of_its_kind(string kind, string what, int? expected)
    {
        var counted = Of(instance =>
        {
            instance.SetString(DicomTags.SopClassUid, "UI", SopClasses.PositronEmissionTomography);
            instance.SetString(DicomTags.SeriesType, "CS", kind, what);
            instance.SetUInt16(DicomTags.NumberOfSlices, 47);
            instance.SetUInt16(DicomTags.NumberOfTimeSlices, 6);
            instance.SetUInt16(DicomTags.NumberOfRRIntervals, 2);
            instance.SetUInt16(DicomTags.NumberOfTimeSlots, 8);
            return instance;
        });
        Assert.Equal(expected, counted?.Instances);
    }

    private static ExpectedCount? Of(Func<DicomDataset, DicomDataset> describe) => ExpectedCount.Of(describe(new DicomDataset()));

    private static DicomDataset Number(DicomDataset instance, DicomTag tag, int? value)
    {
        if (value is not null)
        {
            instance.SetString(tag, "IS", $"{value}");
        }

        return instance;
    }
}
