using System.Globalization;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class SecondaryCaptureTests
{
    private static SecondaryCaptureImage Image(int[] values) => new()
    {
        SopClass = SopClasses.OfModality("CT"), PatientId = "patient-1", StudyUid = "1.2.1", SeriesUid = "1.2.2", SopInstanceUid = "1.2.3",
        InstanceNumber = 4, Modality = "CT", Rows = 2, Columns = 2, BitsAllocated = 16, BitsStored = 12, Signed = true,
        PixelData = SecondaryCapture.Pack(values, 16), RescaleSlope = 1, RescaleIntercept = -1024, PixelSpacing = 0.7, WindowCenter = 40, WindowWidth = 400,
        BodyPart = "HEAD",
    };

    [Fact]
    public void Write_then_parse_gives_the_image_back()
    {
        var dataset = Files.Parse(SecondaryCapture.Write(Image([-2048, 0, 1, 2047])));
        var frame = Files.Decode(dataset);

        Assert.Equal([-2048f, 0, 1, 2047], frame.Values);
        Assert.True(ModalityLut.Apply(dataset, frame.Values));
        Assert.Equal([-3072f, -1024, -1023, 1023], frame.Values);
        Assert.Equal("patient-1", dataset.GetString(DicomTags.PatientId));
        Assert.Equal("1.2.3", dataset.GetString(DicomTags.SopInstanceUid));
        Assert.Equal(SopClasses.ComputedTomography, dataset.GetString(DicomTags.SopClassUid));
        Assert.Equal(4, dataset.GetInt32(DicomTags.InstanceNumber));
        Assert.Equal([0.7, 0.7], dataset.GetDoubles(DicomTags.PixelSpacing));
        Assert.Equal(40, dataset.GetDouble(DicomTags.WindowCenter));
        Assert.Equal("HEAD", dataset.GetString(DicomTags.BodyPartExamined));
    }

    [Fact]
    public void Write_equal_images_give_equal_bytes() =>
        Assert.Equal(SecondaryCapture.Write(Image([1, 2, 3, 4])), SecondaryCapture.Write(Image([1, 2, 3, 4])));

    [Fact]
    public void Write_RGB_of_odd_length_is_padded_and_comes_back()
    {
        var image = Image([]) with { Photometric = "RGB", BitsAllocated = 8, BitsStored = 8, Signed = false, Rows = 1, Columns = 1, PixelData = new byte[] { 1, 2, 3 } };

        Assert.Equal([1f, 2, 3], Files.Decode(Files.Parse(SecondaryCapture.Write(image))).Values);
    }

    [Fact]
    public void Write_pixel_bytes_of_another_size_are_a_mistake_that_is_named()
    {
        var exception = Assert.Throws<ArgumentException>(() => SecondaryCapture.Write(Image([1, 2, 3])));

        Assert.Contains("take 8 bytes of pixel data; 6 are given", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0 / 3)]
    [InlineData(-1.2345678901234567e-7)]
    public void Write_decimals_fit_into_sixteen_characters(double spacing)
    {
        var text = Files.Parse(SecondaryCapture.Write(Image([1, 2, 3, 4]) with { PixelSpacing = spacing })).GetString(DicomTags.PixelSpacing)!;

        Assert.InRange(text.Length, 1, 16);
        Assert.Equal(spacing, double.Parse(text, CultureInfo.InvariantCulture), Math.Abs(spacing) * 1e-8);
    }
}
