using MedSsl.Imaging;
using MedSsl.Imaging.Intensity;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Intensity;

public sealed class ModalityPreparationTests
{
    private static readonly PreparationParameters Nothing = new();

    [Fact]
    public void Radiograph_without_a_window_is_mapped_by_percentiles()
    {
        // 0 .. 1000: percentile 0.5 is 5, percentile 99.5 is 995.
        var image = ModalityPreparation.Prepare("CR", TestImages.From(7, 143, (x, y) => (y * 7) + x), Nothing);
        Assert.Equal(0, image.Pixels[5]);
        Assert.Equal(0.5, image.Pixels[500], 1e-6);
        Assert.Equal(1, image.Pixels[995]);
        Assert.Equal(1, image.Pixels[1000]);
    }

    [Theory]
    [InlineData("CR")]
    [InlineData("DX")]
    [InlineData("OT")]
    public void Radiograph_with_a_window_uses_it_and_monochrome1_is_inverted(string modality)
    {
        var values = new GrayImage(3, 1, [0, 2047.5f, 4095]);
        var p = new PreparationParameters { WindowCenter = 2048, WindowWidth = 4096, BitsStored = 12 };
        Assert.Equal([0, 0.5f, 1], ModalityPreparation.Prepare(modality, values, p).Pixels);
        Assert.Equal([1, 0.5f, 0], ModalityPreparation.Prepare(modality, values, p with { Inverted = true }).Pixels);
        Assert.Equal([0, 2047.5f, 4095], values.Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Radiograph_with_a_useless_window_falls_back_to_percentiles(double width)
    {
        var p = new PreparationParameters { WindowCenter = 1, WindowWidth = width };
        Assert.Equal([0, 0.5f, 1], ModalityPreparation.Prepare("CR", new GrayImage(3, 1, [10, 20, 30]), p).Pixels.Select(v => MathF.Round(v, 2)));
    }

    [Fact]
    public void Ct_in_hounsfield_units_uses_its_window_or_soft_tissue()
    {
        var values = new GrayImage(4, 1, [-1024, -160, 39.5f, 3000]);
        var p = new PreparationParameters { IsRescaledToHounsfield = true, BitsStored = 16, Signed = true };
        Assert.Equal([0, 0, 0.5f, 1], ModalityPreparation.Prepare("CT", values, p).Pixels);
        var brain = ModalityPreparation.Prepare("CT", values, p with { WindowCenter = 40, WindowWidth = 80 });
        Assert.Equal([0, 0, 0.5f, 1], brain.Pixels);
        Assert.NotEqual(0, ModalityPreparation.Prepare("CT", values, p with { WindowCenter = -160, WindowWidth = 80 }).Pixels[1]);
    }

    [Fact]
    public void Ct_as_secondary_capture_of_8_bits_keeps_its_full_range()
    {
        var image = ModalityPreparation.Prepare("CT", new GrayImage(3, 1, [51, 102, 153]), new PreparationParameters { BitsStored = 8 });
        Assert.Equal([0.2f, 0.4f, 0.6f], image.Pixels.Select(v => MathF.Round(v, 5)));
    }

    [Fact]
    public void Ct_of_16_bits_without_rescale_is_mapped_by_percentiles_not_to_near_black()
    {
        var image = ModalityPreparation.Prepare("CT", new GrayImage(3, 1, [0, 1000, 2000]), new PreparationParameters { BitsStored = 16 });
        Assert.Equal([0, 0.5f, 1], image.Pixels.Select(v => MathF.Round(v, 2)));
    }

    [Fact]
    public void Mr_ignores_background_and_does_not_depend_on_the_coil_gain()
    {
        var values = TestImages.From(40, 40, (x, y) => x < 30 ? 0 : 100 + x + y);
        var image = ModalityPreparation.Prepare("MR", values, Nothing);
        var louder = ModalityPreparation.Prepare("MR", TestImages.Affine(values, 3.7, 0), Nothing);
        Assert.Equal(0, image.Pixels[0]);
        Assert.InRange(image.Row(0)[31], 0, 0.1); // 131 is among the darkest of what is not zero
        Assert.True(TestImages.LargestDifference(image, louder) < 1e-5);
    }

    [Theory]
    [InlineData(8, false, 255, 1)]
    [InlineData(8, false, 51, 0.2)]
    [InlineData(8, true, -128, 0)]
    [InlineData(8, true, 127, 1)]
    [InlineData(12, false, 819, 0.2)]
    public void Ultrasound_keeps_its_full_range(int bits, bool signed, float value, double expected)
    {
        var p = new PreparationParameters { BitsStored = bits, Signed = signed, WindowCenter = 3, WindowWidth = 4 };
        Assert.Equal(expected, ModalityPreparation.Prepare("US", new GrayImage(2, 1, [value, 1]), p).Pixels[0], 1e-6);
    }

    [Theory]
    [InlineData("CR", false)]
    [InlineData("CT", true)]
    [InlineData("MR", true)]
    [InlineData("US", true)]
    public void Constant_image_gives_zeros(string modality, bool inverted)
    {
        var p = new PreparationParameters { BitsStored = 8, Inverted = inverted, IsRescaledToHounsfield = true };
        foreach (var value in new[] { 0, 40, -7, float.NaN })
        {
            Assert.All(ModalityPreparation.Prepare(modality, TestImages.From(2, 2, (_, _) => value), p).Pixels, pixel => Assert.Equal(0, pixel));
        }
    }

    [Theory]
    [InlineData("CR")]
    [InlineData("CT")]
    [InlineData("MR")]
    [InlineData("US")]
    public void No_input_gives_a_value_outside_zero_to_one(string modality)
    {
        var random = new SeededRandom(1);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 0, -0f];
        for (var i = 0; i < 200; i++)
        {
            var values = TestImages.From(1 + random.Next(4), 1 + random.Next(4), (_, _) => random.Next(2) == 0 ? random.Normal() * 1000 : odd[random.Next(odd.Length)]);
            var p = new PreparationParameters
            {
                BitsStored = random.Next(40) - 2,
                Signed = random.Next(2) == 0,
                Inverted = random.Next(2) == 0,
                IsRescaledToHounsfield = random.Next(2) == 0,
                WindowCenter = random.Next(2) == 0 ? random.Normal() : null,
                WindowWidth = random.Next(2) == 0 ? odd[random.Next(odd.Length)] : 3,
            };
            Assert.All(ModalityPreparation.Prepare(modality, values, p).Pixels, pixel => Assert.InRange(pixel, 0, 1));
        }
    }

    [Fact]
    public void Image_of_one_bright_pixel_on_a_flat_ground_is_not_lost()
    {
        var values = new GrayImage(100, 100);
        values.Pixels[5] = 9;
        Assert.Equal(1, ModalityPreparation.Prepare("CR", values, Nothing).Pixels[5]);
    }

    [Fact]
    public void Quantile_matches_sorting()
    {
        var random = new SeededRandom(2);
        var values = Enumerable.Range(0, 501).Select(_ => (float)random.Normal()).Append(-0f).Append(0f).ToArray();
        var sorted = values.Order().ToArray();
        foreach (var fraction in new[] { 0, 0.005, 0.31, 0.5, 0.995, 1 })
        {
            var position = fraction * (sorted.Length - 1);
            var lower = sorted[(int)position];
            var upper = sorted[Math.Min((int)position + 1, sorted.Length - 1)];
            Assert.Equal(lower + ((position - (int)position) * (upper - lower)), ValueRange.Quantile(values, fraction)!.Value, 1e-9);
        }

        Assert.Null(ValueRange.Quantile([float.NaN], 0.5));
        Assert.Null(ValueRange.Quantile([0, 0], 0.5, ignoreZeros: true));
        Assert.Equal(4, ValueRange.Quantile([0, 4, 0], 0.1, ignoreZeros: true));
    }

    [Fact]
    public void Luminance_is_the_luma_of_bt601()
    {
        var grey = Luminance.FromRgb([255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90], 2, 2);
        Assert.Equal([76.245f, 149.685f, 29.07f, 90f], grey.Pixels.Select(v => MathF.Round(v, 3)));
        Assert.Throws<ArgumentException>(() => Luminance.FromRgb([1, 2, 3], 2, 2));
    }
}
