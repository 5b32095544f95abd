using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Phantoms;
using MedSsl.Testing;
using SkiaSharp;
using Xunit;
using Drawing = MedSsl.Imaging.Phantoms.Phantoms;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class ChestRadiographNormalizationTests
{
    private const int Size = 256;

    private static readonly ChestRadiographSettings Small = new() { Width = Size };

    [Fact]
    public void Segment_finds_the_lungs_of_phantoms()
    {
        var overlaps = new List<double>();
        for (var patient = 0; patient < 20; patient++)
        {
            var found = LungSegmentation.Segment(Radiograph(patient));
            var truth = ChestRadiograph.Lungs(new PhantomKey(ChestRadiograph.Task, 9, patient, 0), Size);
            overlaps.Add(2.0 * found.Zip(truth).Count(pair => pair.First && pair.Second) / (found.Count(p => p) + truth.Count(p => p)));
        }

        Assert.True(overlaps.Average() > 0.9 && overlaps.Min() > 0.8, $"Dice {overlaps.Average():F3}, worst {overlaps.Min():F3}: {string.Join(' ', overlaps.Select(o => o.ToString("F2")))}");
    }

    [Fact]
    public void Segment_does_not_depend_on_gain_or_offset()
    {
        var image = Radiograph(1);
        Assert.Equal(LungSegmentation.Segment(image), LungSegmentation.Segment(TestImages.Affine(image, 4, 0)));
        var moved = LungSegmentation.Segment(TestImages.Affine(image, 3, -7));
        Assert.InRange(LungSegmentation.Segment(image).Zip(moved).Count(pair => pair.First != pair.Second), 0, 20); // rounding of the pixels
    }

    [Fact]
    public void Segment_finds_two_lungs_in_most_real_radiographs()
    {
        var files = Directory.EnumerateFiles(Repository.DevelopmentData("cxr_nih"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 10 == 0).Take(40).ToList();
        var shares = files.ConvertAll(file =>
        {
            using var bitmap = SKBitmap.Decode(file);
            var mask = LungSegmentation.Segment(TestImages.From(bitmap.Width, bitmap.Height, (x, y) => bitmap.GetPixel(x, y).Red / 255.0));
            return (double)mask.Count(pixel => pixel) / mask.Length;
        });
        Assert.True(shares.Count(share => share is > 0.08 and < 0.5) >= 0.6 * files.Count, string.Join(' ', shares.Select(share => share.ToString("F2"))));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(40, 3)]
    [InlineData(50, 50)]
    public void Segment_finds_nothing_in_what_is_flat_or_tiny(int width, int height) =>
        Assert.DoesNotContain(true, LungSegmentation.Segment(TestImages.From(width, height, (_, _) => 3)));

    [Fact]
    public void Normalize_brings_different_exposures_of_a_patient_to_one_image()
    {
        var image = Radiograph(2);
        var one = ChestRadiographNormalization.Normalize(image, Small);
        var other = ChestRadiographNormalization.Normalize(TestImages.Affine(image, 5, 300), Small);
        Assert.NotNull(one.Lungs);
        Assert.True(TestImages.LargestDifference(one.Image, other.Image) < 0.01 * (one.Image.Pixels.Max() - one.Image.Pixels.Min()));
        var energies = EnergyBandDecomposition.Energies(one.Image, new EnergyBandSettings { Boundary = BoundaryMode.Wrap }, PixelRegion.FromMask(Size, Size, one.Lungs));
        Assert.Equal(1, energies[^1], 0.15); // after one pass, near the reference
    }

    [Fact]
    public void Normalize_takes_dark_borders_off_and_brings_the_rest_to_the_width()
    {
        var body = Radiograph(3);
        var framed = new GrayImage(Size + 50, Size + 30);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                framed.Row(y + 10)[x + 20] = 0.5f + body.Row(y)[x];
            }
        }

        var normalized = ChestRadiographNormalization.Normalize(framed, Small with { Width = 128 });
        Assert.Equal(new CropBox(20, 10, Size, Size), normalized.Crop);
        Assert.Equal((128, 128), (normalized.Image.Width, normalized.Image.Height));
        Assert.Equal(2048, new ChestRadiographSettings().Width);
    }

    [Fact]
    public void Normalize_without_lungs_gives_the_first_stage()
    {
        var image = Radiograph(4);
        var given = ChestRadiographNormalization.Normalize(image, Small, new GrayImage(Size, Size));
        Assert.Null(given.Lungs);
        var reference = EnergyBandDecomposition.Energies(given.Image, new EnergyBandSettings { Boundary = BoundaryMode.Wrap }, PixelRegion.Central(given.Image, 0.7));
        Assert.Equal(1, reference[^1], 0.1);
        var flat = ChestRadiographNormalization.Normalize(TestImages.From(30, 20, (_, _) => 7), Small with { Width = null });
        Assert.Null(flat.Lungs);
        Assert.All(flat.Image.Pixels, pixel => Assert.Equal(0f, pixel, 1e-5f));
        Assert.Throws<ArgumentException>(() => ChestRadiographNormalization.Normalize(image, Small, new GrayImage(3, 3)));
    }

    [Fact]
    public void ToTwelveBits_maps_five_to_each_side_and_clips()
    {
        var two = new NormalizedChestRadiograph(new GrayImage(5, 1, [-9, -5, 0, 5, 9]), default, [true, true, true, true, true]);
        Assert.Equal([0, 0, 2048, 4095, 4095], two.ToTwelveBits().Select(value => (int)value));
        var one = new NormalizedChestRadiograph(new GrayImage(3, 1, [95, 100, 105]), default, null);
        Assert.Equal([0, 2048, 4095], one.ToTwelveBits().Select(value => (int)value));
    }

    private static GrayImage Radiograph(int patient) => Drawing.Draw(ChestRadiograph.Task, patient % 2 == 0, Size, 9, patient, 0).Prepare();
}
