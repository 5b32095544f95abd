using MedSsl.Imaging;
using MedSsl.Imaging.Intensity;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Intensity;

/// <summary>The rules of the modalities beyond the window: tables, padding, borders, regions, tables of patients, whole series.</summary>
public sealed class PreparationRulesTests
{
    private const float None = float.NaN;

    [Theory]
    [InlineData(WindowFunction.Linear, 2048, 4096, new[] { 0f, 2047.5f, 4095f }, new[] { 0, 0.5, 1.0 })]
    [InlineData(WindowFunction.LinearExact, 2048, 4096, new[] { 0f, 2048f, 4096f }, new[] { 0, 0.5, 1.0 })]
    [InlineData(WindowFunction.LinearExact, 0.5, 0.5, new[] { 0.25f, 0.5f, 0.75f }, new[] { 0, 0.5, 1.0 })]
    [InlineData(WindowFunction.Sigmoid, 2048, 4096, new[] { -4096f, 2048f, 4096f, 8192f }, new[] { 0.00247262, 0.5, 0.88079708, 0.99752738 })]
    public void Window_functions_follow_the_formulas_of_the_standard(WindowFunction function, double center, double width, float[] values, double[] expected)
    {
        var p = new PreparationParameters { WindowCenter = center, WindowWidth = width, WindowFunction = function, BitsStored = 12 };
        var mapped = ModalityPreparation.Prepare("CR", new GrayImage(values.Length, 1, values), p).Pixels;
        Assert.All(expected.Zip(mapped), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Voi_table_goes_before_the_window_and_is_clamped_at_both_ends()
    {
        var p = new PreparationParameters { BitsStored = 12, WindowCenter = 1, WindowWidth = 1, VoiTable = new VoiTable(-1, new ushort[] { 0, 512, 1023 }, 10) };
        Assert.Equal([0, 0, 512 / 1023f, 1, 1], ModalityPreparation.Prepare("DX", new GrayImage(5, 1, [-9, -1, 0, 1, 900]), p).Pixels);
    }

    [Fact]
    public void Voi_table_of_8_bits_is_not_used_for_a_deeper_image()
    {
        var table = new VoiTable(0, Enumerable.Range(0, 4096).Select(i => (ushort)(i / 16)).ToArray(), 8);
        var values = TestImages.From(64, 64, (x, y) => (y * 64) + x);
        var deep = ModalityPreparation.Prepare("CR", values, new PreparationParameters { BitsStored = 12, VoiTable = table });
        var shallow = ModalityPreparation.Prepare("CR", values, new PreparationParameters { BitsStored = 8, VoiTable = table });
        Assert.InRange(deep.Pixels.Distinct().Count(), 4000, 4096);
        Assert.Equal(256, shallow.Pixels.Distinct().Count());
    }

    [Fact]
    public void Padding_is_black_also_in_an_inverted_image_and_not_in_the_percentiles()
    {
        var values = new GrayImage(5, 1, [10, 20, 30, None, None]);
        var plain = ModalityPreparation.Prepare("CR", values, new PreparationParameters()).Pixels;
        var inverted = ModalityPreparation.Prepare("CR", values, new PreparationParameters { Inverted = true }).Pixels;
        Assert.Equal([0, 0.5f, 1, 0, 0], plain.Select(v => MathF.Round(v, 2)));
        Assert.Equal([1, 0.5f, 0, 0, 0], inverted.Select(v => MathF.Round(v, 2)));
    }

    [Fact]
    public void Padding_of_a_ct_is_air_not_the_bottom_of_the_window()
    {
        var p = new PreparationParameters { IsRescaledToHounsfield = true, CtWindow = new WindowLevel(-600, 1501), WindowCenter = 0, WindowWidth = 10 };
        var pixels = ModalityPreparation.Prepare("CT", new GrayImage(3, 1, [-1000, None, 200]), p).Pixels;
        Assert.Equal(pixels[0], pixels[1]);
        Assert.Equal(350.5 / 1500, pixels[0], 1e-6); // the window of the site, from -1350.5 to 149.5
        Assert.Equal(1, pixels[2]);
    }

    [Fact]
    public void Mr_by_the_range_of_the_series_keeps_slices_comparable()
    {
        var (dim, bright) = (new GrayImage(2, 1, [100, 200]), new GrayImage(2, 1, [300, 400]));
        var p = new PreparationParameters { SeriesRange = new ValueInterval(0, 400) };
        Assert.Equal([0.25f, 0.5f], ModalityPreparation.Prepare("MR", dim, p).Pixels);
        Assert.Equal([0.75f, 1], ModalityPreparation.Prepare("MR", bright, p).Pixels);
        Assert.True(ModalityPreparation.IsSeriesWide("MR") && ModalityPreparation.IsSeriesWide("PT") && !ModalityPreparation.IsSeriesWide("CT"));
    }

    [Fact]
    public void Uptake_zero_stays_black_and_gain_does_not_matter()
    {
        var values = new GrayImage(4, 1, [0, 50, 100, 100]);
        var image = ModalityPreparation.Prepare("PT", values, new PreparationParameters());
        Assert.Equal([0, 0.5f, 1, 1], image.Pixels.Select(v => MathF.Round(v, 3)));
        Assert.True(TestImages.LargestDifference(image, ModalityPreparation.Prepare("NM", TestImages.Affine(values, 7.3, 0), new PreparationParameters())) < 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Borders_dark_and_bright_are_cut_off_exactly(bool inverted)
    {
        var random = new SeededRandom(3);
        var values = TestImages.From(80, 60, (x, y) => y < 7 ? 0 : x >= 70 ? 4095 : y >= 56 ? 30 : 1000 + (random.NextDouble() * 2000));
        values = inverted ? TestImages.Affine(values, -1, 4095) : values;
        Assert.Equal(new PixelBox(0, 7, 70, 49), CollimationBorder.Inside(values));
        var prepared = ModalityPreparation.Prepare("CR", values, new PreparationParameters { CropBorders = true, Inverted = inverted });
        Assert.Equal((70, 49), (prepared.Width, prepared.Height));
        Assert.Equal((80, 60), (ModalityPreparation.Prepare("CR", values, new PreparationParameters()).Width, 60));
    }

    [Fact]
    public void Borders_anatomy_flat_and_tiny_images_stay_whole()
    {
        var natural = TestImages.Natural(64, 48);
        Assert.Equal(new PixelBox(0, 0, 64, 48), CollimationBorder.Inside(natural));
        Assert.Equal(new PixelBox(0, 0, 40, 40), CollimationBorder.Inside(new GrayImage(40, 40)));
        Assert.Equal(new PixelBox(0, 0, 1, 1), CollimationBorder.Inside(new GrayImage(1, 1, [5])));
        var speck = TestImages.From(64, 64, (x, y) => x is >= 30 and < 38 && y is >= 30 and < 38 ? x + y : 0);
        Assert.Equal(new PixelBox(0, 0, 64, 64), CollimationBorder.Inside(speck)); // what would be left is less than a quarter
    }

    [Fact]
    public void Shutter_is_applied_before_the_percentiles_and_an_absurd_one_is_not()
    {
        var values = TestImages.From(50, 40, (x, y) => x < 10 ? 60000 : x + y);
        var p = new PreparationParameters { Shutter = PixelBox.Between(10, 5, 49, 200) };
        var image = ModalityPreparation.Prepare("DX", values, p);
        Assert.Equal((40, 35), (image.Width, image.Height));
        Assert.InRange(image.Row(17)[20], 0.4, 0.6);
        foreach (var absurd in new[] { PixelBox.Between(60, 60, 90, 90), PixelBox.Between(20, 20, 10, 10), PixelBox.Between(1, 1, 2, 2) })
        {
            Assert.Equal(50, ModalityPreparation.Prepare("DX", values, p with { Shutter = absurd }).Width);
        }
    }

    [Fact]
    public void Ultrasound_regions_are_kept_side_by_side_and_everything_else_goes()
    {
        var values = TestImages.From(40, 30, (x, y) => 100);
        values.Pixels[0] = 200;
        var p = new PreparationParameters { BitsStored = 8, Regions = [PixelBox.Between(5, 5, 14, 24), PixelBox.Between(20, 10, 29, 200), PixelBox.Between(90, 90, 99, 99)] };
        var image = ModalityPreparation.Prepare("US", values, p);
        Assert.Equal((25, 25), (image.Width, image.Height));
        Assert.Equal(100 / 255f, image.Row(0)[0]);
        Assert.Equal(0, image.Row(0)[15]); // above the second region
        Assert.Equal(0, image.Row(10)[12]); // between the two
        Assert.Equal(100 / 255f, image.Row(24)[24]);
        Assert.DoesNotContain(200 / 255f, image.Pixels);
    }

    [Fact]
    public void Ultrasound_field_is_found_and_text_beside_it_removed()
    {
        var random = new SeededRandom(4);
        var values = TestImages.From(160, 128, (x, y) =>
            IsText(x, y) ? 255 : Math.Sqrt(((x - 80) * (x - 80)) + (y * y)) is > 30 and < 100 && Math.Abs(x - 80) < 0.8 * y ? 40 + (random.NextDouble() * 150) : 0);
        var p = new PreparationParameters { BitsStored = 8, DetectField = true };
        var image = ModalityPreparation.Prepare("US", values, p);
        Assert.InRange(image.Width, 120, 144);
        Assert.InRange(image.Height, 80, 100);
        Assert.DoesNotContain(1f, image.Pixels); // the text was the only white
        Assert.Contains(image.Pixels, pixel => pixel > 0.6f);
        Assert.Contains(1f, ModalityPreparation.Prepare("US", values, p with { DetectField = false }).Pixels);

        static bool IsText(int x, int y) => y is >= 2 and < 8 && x < 40 && x % 3 == 0;
    }

    [Fact]
    public void Ultrasound_without_a_field_or_nearly_empty_stays_whole()
    {
        var p = new PreparationParameters { BitsStored = 8, DetectField = true };
        var speck = TestImages.From(100, 100, (x, y) => x < 5 && y < 5 ? 200 : 0);
        Assert.Equal((100, 100), (ModalityPreparation.Prepare("US", speck, p).Width, 100));
        Assert.Equal(1, ModalityPreparation.Prepare("US", new GrayImage(1, 1, [7]), p).Width);
    }

    [Fact]
    public void Ct_table_goes_on_request_and_lungs_stay()
    {
        var values = TestImages.From(64, 64, (x, y) => y is 58 or 59 ? 300 : Inside(x, y, 24) ? Inside(x, y, 10) ? -850 : 40 : -1000);
        var p = new PreparationParameters { IsRescaledToHounsfield = true, CtWindow = new WindowLevel(-300, 1600) };
        var kept = ModalityPreparation.Prepare("CT", values, p);
        var removed = ModalityPreparation.Prepare("CT", values, p with { RemoveTable = true });
        Assert.True(kept.Row(58)[5] > 0.8);
        Assert.Equal(kept.Row(0)[0], removed.Row(58)[5]); // air
        Assert.Equal(kept.Row(32)[32], removed.Row(32)[32]); // lung: a cavity, not outside
        Assert.Equal(kept.Row(32)[12], removed.Row(32)[12]); // wall

        static bool Inside(int x, int y, int radius) => ((x - 32) * (x - 32)) + ((y - 32) * (y - 32)) < radius * radius;
    }

    [Fact]
    public void Histogram_is_exact_for_16_bit_values_in_any_order_and_any_number_of_images()
    {
        var random = new SeededRandom(5);
        var values = Enumerable.Range(0, 20_000).Select(_ => (float)(random.Next(65536) - 32768)).Where(value => value != 0).ToArray();
        var (whole, parts) = (new ValueHistogram(), new ValueHistogram());
        whole.Add(values);
        foreach (var part in values.Reverse().Chunk(777))
        {
            parts.Add(part);
        }

        parts.Add([0, -0f, float.NaN, float.PositiveInfinity]);
        foreach (var fraction in new[] { 0, 0.005, 0.31, 0.995, 1 })
        {
            Assert.Equal(ValueRange.Quantile(values, fraction), whole.Quantile(fraction));
            Assert.Equal(whole.Quantile(fraction), parts.Quantile(fraction));
        }

        Assert.Equal(values.Length, parts.Count);
        Assert.Null(new ValueHistogram().Quantile(0.5));
        Assert.Null(ModalityPreparation.SeriesRange(new ValueHistogram()));
    }

    [Fact]
    public void Histogram_of_rescaled_values_is_within_its_bins()
    {
        var random = new SeededRandom(6);
        var values = Enumerable.Range(0, 5000).Select(_ => (float)(random.Normal() * 0.01234)).ToArray();
        var histogram = new ValueHistogram();
        histogram.Add(values);
        foreach (var fraction in new[] { 0, 0.1, 0.9, 1 })
        {
            var exact = ValueRange.Quantile(values, fraction)!.Value;
            Assert.Equal(exact, histogram.Quantile(fraction)!.Value, Math.Abs(exact) * Math.Pow(2, -14));
        }
    }

    [Fact]
    public void Histogram_series_that_is_flat_but_for_a_speck_shows_the_speck()
    {
        var histogram = new ValueHistogram();
        histogram.Add([.. Enumerable.Repeat(5f, 1000), 9]);
        Assert.Equal(new ValueInterval(0, 9), ModalityPreparation.SeriesRange(histogram));
    }
}
