using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class ModalityLutTests
{
    private static DicomDataset Rescale(string slope, string intercept, string modality = "CT", string? type = null)
    {
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.Modality, "CS", modality);
        dataset.SetString(DicomTags.RescaleSlope, "DS", slope);
        dataset.SetString(DicomTags.RescaleIntercept, "DS", intercept);
        if (type is not null)
        {
            dataset.SetString(DicomTags.RescaleType, "LO", type);
        }

        return dataset;
    }

    [Theory]
    [InlineData("CT", null, true)]
    [InlineData("CT", "HU", true)]
    [InlineData("CT", "US", false)]
    [InlineData("MR", null, false)]
    [InlineData("MR", "HU", true)]
    public void Apply_rescales_and_knows_the_unit(string modality, string? type, bool hounsfield)
    {
        float[] values = [0, 1000, -3];

        Assert.Equal(hounsfield, ModalityLut.Apply(Rescale("2", "-1024.5", modality, type), values));
        Assert.Equal([-1024.5f, 975.5f, -1030.5f], values);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("1e999", "0")]
    [InlineData("", "0")]
    public void Apply_impossible_rescale_leaves_the_values_alone(string slope, string intercept)
    {
        float[] values = [1, 2];

        Assert.False(ModalityLut.Apply(Rescale(slope, intercept), values));
        Assert.Equal([1f, 2], values);
    }

    [Fact]
    public void Apply_table_comes_before_rescale_and_is_clamped()
    {
        var item = new DicomDataset();
        item.SetBytes(DicomTags.LutDescriptor, "US", new byte[] { 3, 0, 0xFE, 0xFF, 16, 0 }); // 3 entries from -2 on
        item.SetBytes(DicomTags.LutData, "OW", new byte[] { 10, 0, 20, 0, 0, 4 });
        item.SetString(DicomTags.ModalityLutType, "LO", "OD");
        var dataset = Rescale("2", "0");
        dataset.SetUInt16(DicomTags.PixelRepresentation, 1);
        dataset.SetItems(DicomTags.ModalityLutSequence, [item]);
        float[] values = [-5, -2, -1, 0, 7];

        Assert.False(ModalityLut.Apply(dataset, values));
        Assert.Equal([10f, 10, 20, 1024, 1024], values);
    }

    [Fact]
    public void Apply_enhanced_object_has_a_rescale_of_its_own_for_each_frame()
    {
        var dataset = new DicomDataset();
        dataset.SetItems(DicomTags.PerFrameFunctionalGroupsSequence, [Group("2"), Group("3")]);
        float[] first = [10], second = [10], third = [10];

        ModalityLut.Apply(dataset, first, 0);
        ModalityLut.Apply(dataset, second, 1);
        ModalityLut.Apply(dataset, third, 2);

        Assert.Equal([20f, 30, 10], [first[0], second[0], third[0]]);

        static DicomDataset Group(string slope)
        {
            var group = new DicomDataset();
            group.SetItems(DicomTags.PixelValueTransformationSequence, [Rescale(slope, "0")]);
            return group;
        }
    }
}
