using MedSsl.Dicom;
using MedSsl.Ingestion.Imports;
using MedSsl.Unit.Tests.Dicom;
using SkiaSharp;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class ImageFileTests
{
    private static readonly ManifestRow Row = new() { Line = 2, Modality = "CR", PatientId = "p", StudyId = "s", SeriesId = "q", InstanceNumber = 4 };

    [Fact]
    public void TryConvert_gray_png_of_8_bits_keeps_every_value()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Gray8, SKAlphaType.Opaque));
        var values = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        values.CopyTo(bitmap.GetPixelSpan());

        var dataset = Files.Parse(Convert(Encode(bitmap)));
        Assert.Equal(values.Select(value => (float)value), Files.Decode(dataset).Values);
        Assert.Equal(("CR", "p", 4), (dataset.GetString(DicomTags.Modality), dataset.GetString(DicomTags.PatientId), dataset.GetInt32(DicomTags.InstanceNumber)));
    }

    [Fact]
    public void TryConvert_colour_png_is_rgb_and_gray_stored_as_colour_is_gray()
    {
        var colour = Files.Decode(Files.Parse(Convert(Encode(Paint(new SKColor(10, 20, 30))))));
        Assert.Equal(3, colour.Samples);
        Assert.Equal([10f, 20f, 30f], colour.Values[..3]);
        var gray = Files.Decode(Files.Parse(Convert(Encode(Paint(new SKColor(77, 77, 77))))));
        Assert.Equal((1, 77f), (gray.Samples, gray.Values[0]));
    }

    [Fact]
    public void TryConvert_transparency_lies_on_black()
    {
        var frame = Files.Decode(Files.Parse(Convert(Encode(Paint(new SKColor(200, 100, 0, 128))))));
        Assert.Equal([100f, 50f, 0f], frame.Values[..3]);
        Assert.All(Files.Decode(Files.Parse(Convert(Encode(Paint(new SKColor(255, 255, 255, 0)))))).Values, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void TryConvert_palette_png_gives_the_colours_of_its_palette()
    {
        // Python, zlib: 2 x 1 pixels of one bit, palette (1, 2, 3) and (250, 0, 9).
        var png = System.Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABAQMAAADO7O3JAAAABlBMVEUBAgP6AAnHwdhGAAAACklEQVR42mNwAAAAQgBBhL+OYgAAAABJRU5ErkJggg==");
        Assert.Equal([1f, 2f, 3f, 250f, 0f, 9f], Files.Decode(Files.Parse(Convert(png))).Values);
    }

    [Fact]
    public void TryConvert_jpeg_is_near_its_source()
    {
        using var image = SKImage.FromBitmap(Paint(new SKColor(120, 120, 120)));
        var frame = Files.Decode(Files.Parse(Convert(image.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray())));
        Assert.Equal(1, frame.Samples);
        Assert.All(frame.Values, value => Assert.InRange(value, 117, 123));
    }

    [Fact]
    public void TryConvert_same_row_and_file_give_the_same_bytes_and_uids_follow_the_manifest()
    {
        var png = Encode(Paint(SKColors.Red));
        Assert.Equal(Convert(png), Convert(png));
        DicomDataset Of(ManifestRow row) => Files.Parse(Convert(png, row));
        Assert.Equal(Of(Row).GetString(DicomTags.SeriesInstanceUid), Of(Row with { InstanceNumber = 5 }).GetString(DicomTags.SeriesInstanceUid));
        Assert.NotEqual(Of(Row).GetString(DicomTags.SopInstanceUid), Of(Row with { InstanceNumber = 5 }).GetString(DicomTags.SopInstanceUid));
        Assert.NotEqual(Of(Row).GetString(DicomTags.SeriesInstanceUid), Of(Row with { PatientId = "other" }).GetString(DicomTags.SeriesInstanceUid));
    }

    [Fact]
    public void TryConvert_damaged_image_is_refused_with_a_reason()
    {
        var noise = new byte[4000];
        new Random(3).NextBytes(noise);
        using var bitmap = new SKBitmap(new SKImageInfo(50, 50, SKColorType.Gray8, SKAlphaType.Opaque));
        noise.AsSpan(0, 2500).CopyTo(bitmap.GetPixelSpan());
        var png = Encode(bitmap);
        Assert.Contains("damaged", Refuse(png[..(png.Length / 2)]), StringComparison.Ordinal);
        Assert.Contains("expected a DICOM file or an image", Refuse(noise), StringComparison.Ordinal);
        Assert.Contains("expected a DICOM file or an image", Refuse([]), StringComparison.Ordinal);
    }

    [Fact]
    public void LooksLikeDicom_only_with_the_prefix()
    {
        Assert.True(ImageFile.LooksLikeDicom(TestStudies.Dicom()));
        Assert.False(ImageFile.LooksLikeDicom(Encode(Paint(SKColors.Red))));
        Assert.False(ImageFile.LooksLikeDicom([]));
    }

    private static SKBitmap Paint(SKColor colour)
    {
        var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(colour);
        return bitmap;
    }

    private static byte[] Encode(SKBitmap bitmap) => bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();

    private static byte[] Convert(byte[] image, ManifestRow? row = null)
    {
        Assert.True(ImageFile.TryConvert(image, row ?? Row, "/data/a.png", out var dicom, out var reason), reason);
        return dicom;
    }

    private static string Refuse(byte[] image)
    {
        Assert.False(ImageFile.TryConvert(image, Row, "/data/a.png", out _, out var reason));
        return reason;
    }
}
