using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class EnergyNormalizationTests
{
    private static readonly EnergyBandSettings Settings = new();
    private static readonly GrayImage Image = TestImages.Natural(96, 80);

    [Theory]
    [InlineData(LowPassPolicy.Scale)]
    [InlineData(LowPassPolicy.Keep)]
    [InlineData(LowPassPolicy.ScaleAboutMean)]
    public void Normalize_to_the_own_energies_gives_the_image_bit_for_bit(LowPassPolicy policy)
    {
        var normalized = EnergyNormalization.Normalize(Image, Own(Image), policy: policy);
        Assert.Equal(Image.Pixels, normalized.Image.Pixels);
        Assert.Equal(normalized.EnergiesBefore, normalized.EnergiesAfter);
    }

    [Fact]
    public void Normalize_to_the_own_energies_subtracting_the_mean_gives_the_image_less_its_mean()
    {
        var normalized = EnergyNormalization.Normalize(Image, Own(Image), passes: 1).Image;
        var mean = Image.Pixels.Average(pixel => (double)pixel);
        Assert.True(TestImages.LargestDifference(TestImages.Affine(Image, 1, -mean), normalized) < 1e-5); // L_n keeps the mean up to what the border mixes
        Assert.Equal(0, EnergyBandDecomposition.LowPasses(normalized, Settings)[^1].Pixels.Average(pixel => (double)pixel), 1e-6);
    }

    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(2, 5)]
    [InlineData(300, -1000)]
    public void Normalize_undoes_gain_and_offset(double gain, double offset)
    {
        var reference = Own(TestImages.Natural(96, 80, seed: 2));
        var one = EnergyNormalization.Normalize(Image, reference);
        var other = EnergyNormalization.Normalize(TestImages.Affine(Image, gain, offset), reference);
        Assert.True(TestImages.LargestDifference(one.Image, other.Image) < 2e-5);
    }

    [Fact]
    public void Normalize_with_the_low_pass_scaled_undoes_gain()
    {
        var reference = Own(TestImages.Natural(96, 80, seed: 2));
        var one = EnergyNormalization.Normalize(Image, reference, policy: LowPassPolicy.Scale);
        var other = EnergyNormalization.Normalize(TestImages.Affine(Image, 7, 0), reference, policy: LowPassPolicy.Scale);
        Assert.True(TestImages.LargestDifference(one.Image, other.Image) < 2e-5 * one.Image.Pixels.Max());
    }

    [Fact]
    public void Normalize_by_a_uniform_factor_is_done_after_one_pass()
    {
        var own = Own(Image);
        var reference = own with { Mean = [.. own.Mean.Select(energy => 2.5 * energy)] };
        var once = EnergyNormalization.Normalize(Image, reference, passes: 1);
        Assert.All(EnergyAugmentation.Gains(once.EnergiesAfter, [.. reference.Mean]), gain => Assert.Equal(1, gain, 1e-5));
    }

    [Fact]
    public void Normalize_brings_a_changed_scanner_near_the_reference_in_two_passes()
    {
        // Another response curve and sharpening, as between two detectors.
        var blurred = EnergyBandDecomposition.LowPasses(Image, Settings)[1];
        var sharpened = TestImages.From(96, 80, (x, y) => Math.Pow(Math.Clamp((1.5 * Image.Row(y)[x]) - (0.5 * blurred.Row(y)[x]), 0, 1), 1.8));
        var reference = Own(Image);
        var none = EnergyNormalization.Normalize(sharpened, reference, passes: 0);
        var once = EnergyNormalization.Normalize(sharpened, reference, passes: 1);
        var twice = EnergyNormalization.Normalize(sharpened, reference);
        Assert.Equal(sharpened.Pixels, none.Image.Pixels);
        Assert.True(Worst(none, reference) > 0.15);
        Assert.True(Worst(once, reference) < 0.06);
        Assert.True(Worst(twice, reference) < Worst(once, reference));
        Assert.Equal(EnergyBandDecomposition.Energies(twice.Image, Settings), twice.EnergiesAfter);

    }

    [Theory]
    [InlineData(LowPassPolicy.Scale, 5)]
    [InlineData(LowPassPolicy.Keep, 5)]
    [InlineData(LowPassPolicy.ScaleAboutMean, 5)]
    [InlineData(LowPassPolicy.SubtractMean, 0)]
    public void Normalize_leaves_a_constant_image_constant(LowPassPolicy policy, float expected)
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 9), (2, 2), (40, 30) })
        {
            var normalized = EnergyNormalization.Normalize(TestImages.From(width, height, (_, _) => 5), Own(Image), policy: policy);
            Assert.All(normalized.Image.Pixels, pixel => Assert.Equal(expected, pixel, 1e-5));
            Assert.All(normalized.EnergiesAfter, energy => Assert.Equal(0, energy));
        }
    }

    [Fact]
    public void Normalize_does_not_blow_up_a_band_that_holds_only_rounding()
    {
        var cosine = TestImages.From(128, 64, (x, _) => 100 + Math.Cos(2 * Math.PI * (x + 0.5) / 16));
        var normalized = EnergyNormalization.Normalize(cosine, Own(Image));
        Assert.All(normalized.Image.Pixels, pixel => Assert.InRange(pixel, -10, 10));
    }

    [Fact]
    public void Normalize_measures_in_the_region_only()
    {
        var half = new PixelRegion(0, 0, 40, 80);
        var corrupted = Image.Clone();
        for (var y = 0; y < 80; y++)
        {
            corrupted.Row(y)[95] = 50; // a marker at the far border
        }

        var reference = Own(Image);
        var local = EnergyNormalization.Normalize(corrupted, reference, region: half);
        var whole = EnergyNormalization.Normalize(corrupted, reference);
        var truth = EnergyNormalization.Normalize(Image, reference, region: half);
        Assert.Equal(truth.EnergiesBefore[0], local.EnergiesBefore[0], 1e-6);
        Assert.True(whole.EnergiesBefore[0] > 10 * truth.EnergiesBefore[0]);
    }

    [Fact]
    public void Normalize_stops_when_every_gain_is_within_the_tolerance_and_at_the_cap()
    {
        var own = Own(Image);
        var louder = own with { Mean = [.. own.Mean.Select(energy => 2.5 * energy)] };
        Assert.Equal(1, EnergyNormalization.Normalize(Image, louder, passes: 10, tolerance: 0.01).Passes);

        // Targets that neighbouring bands cannot meet together: only the cap ends it.
        var tilted = own with { Mean = [.. own.Mean.Select((energy, band) => energy * (band % 2 == 0 ? 1.3 : 0.75))] };
        var few = EnergyNormalization.Normalize(Image, tilted, passes: 2, tolerance: 0.01);
        var many = EnergyNormalization.Normalize(Image, tilted, passes: 10, tolerance: 0.01);
        Assert.Equal((2, 10), (few.Passes, many.Passes));
        Assert.True(Worst(many, tilted) > 0.1);

        // The first pass is always made: it is what centres the image.
        var centred = EnergyNormalization.Normalize(TestImages.Affine(Image, 1, 9), own, passes: 10, tolerance: 0.01);
        Assert.Equal(1, centred.Passes);
        Assert.InRange(centred.Image.Pixels.Average(), -0.01f, 0.01f);
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyNormalization.Normalize(Image, own, tolerance: -1));
    }

    [Fact]
    public void Normalize_is_the_same_by_both_filters_within_their_difference()
    {
        var reference = Own(TestImages.Natural(96, 80, seed: 2));
        var fast = EnergyNormalization.Normalize(Image, reference with { Filter = GaussianFilter.Fast });
        var exact = EnergyNormalization.Normalize(Image, reference with { Filter = GaussianFilter.Reference });
        Assert.True(TestImages.LargestDifference(fast.Image, exact.Image) < 1e-3);
        Assert.NotEqual(fast.Image.Pixels, exact.Image.Pixels);
    }

    [Fact]
    public void NormalizeOnce_is_one_pass_without_the_second_measurement()
    {
        var reference = Own(TestImages.Natural(96, 80, seed: 2));
        var measured = EnergyNormalization.Normalize(Image, reference, passes: 1);
        var once = EnergyNormalization.NormalizeOnce(Image, reference);
        Assert.Equal(measured.Image.Pixels, once.Image.Pixels);
        Assert.Equal(measured.EnergiesBefore, once.EnergiesBefore);
        Assert.Empty(once.EnergiesAfter);
    }

    [Fact]
    public void Normalize_leaves_the_input_alone_and_allocates_little_more_than_the_result()
    {
        var reference = Own(Image);
        var before = Image.Clone();
        var least = Enumerable.Range(0, 5).Min(_ => // a collection in between may empty the pool
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            EnergyNormalization.Normalize(Image, reference);
            return GC.GetAllocatedBytesForCurrentThread() - start;
        });
        Assert.InRange(least, 0, (sizeof(float) * Image.Pixels.Length) + 20_000);
        Assert.Equal(before.Pixels, Image.Pixels);
    }

    [Fact]
    public void Normalize_refuses_passes_without_end_and_gains_of_the_wrong_count()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyNormalization.Normalize(Image, Own(Image), passes: 11));
        Assert.Throws<ArgumentException>(() => EnergyNormalization.Normalize(Image, Own(Image) with { Mean = [1] }));
        Assert.Throws<ArgumentException>(() => EnergyBandSynthesis.Reweight(Image, EnergyBandDecomposition.LowPasses(Image, Settings), [1, 1], LowPassPolicy.Keep));
        Assert.Throws<ArgumentException>(() => EnergyBandSynthesis.Reweight(Image, [new GrayImage(2, 2)], [1, 1], LowPassPolicy.Keep));
    }

    [Fact]
    public void Reweight_is_the_sum_of_the_scaled_bands()
    {
        var lowPasses = EnergyBandDecomposition.LowPasses(Image, Settings);
        double[] gains = [0.5, 1.5, 2, 0.8, 1.2, 3];
        var mean = lowPasses[^1].Pixels.Average(pixel => (double)pixel);
        foreach (var (policy, gain, offset) in new[]
                 {
                     (LowPassPolicy.Scale, 3.0, 0.0), (LowPassPolicy.SubtractMean, 3, -3 * mean), (LowPassPolicy.ScaleAboutMean, 3, -2 * mean), (LowPassPolicy.Keep, 1, 0),
                 })
        {
            var image = EnergyBandSynthesis.Reweight(Image, lowPasses, gains, policy);
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                var expected = (gains[0] * (Image.Pixels[i] - lowPasses[0].Pixels[i])) + (gain * lowPasses[^1].Pixels[i]) + offset;
                for (var band = 1; band < lowPasses.Length; band++)
                {
                    expected += gains[band] * (lowPasses[band - 1].Pixels[i] - lowPasses[band].Pixels[i]);
                }

                Assert.Equal(expected, image.Pixels[i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(false, 0.540)]
    [InlineData(true, 0.577)]
    public void SampleReference_stays_within_one_deviation_and_is_determined_by_its_key(bool uniform, double spread)
    {
        var reference = ReferenceEnergies.Fit("CR", "1", Settings, [[1, 2, 3, 4, 5, 0.1], [2, 2, 4, 8, 5, 9]]);
        var random = new SeededRandom(1, 2, 3);
        var draws = Enumerable.Range(0, 5_000).Select(_ => EnergyAugmentation.SampleReference(reference, random, uniform)).ToList();
        for (var band = 0; band < 6; band++)
        {
            var (mean, deviation) = (reference.Mean[band], reference.StandardDeviation[band]);
            Assert.All(draws, draw => Assert.InRange(draw[band], Math.Max(0, mean - deviation), mean + deviation));
            if (deviation > 0)
            {
                Assert.True(draws.Select(draw => draw[band]).Max() - draws.Select(draw => draw[band]).Min() > deviation);
            }
        }

        Assert.Equal(draws[0], EnergyAugmentation.SampleReference(reference, new SeededRandom(1, 2, 3), uniform));

        // Standard deviations of a normal cut off at one deviation and of a uniform distribution on the same range.
        var normalized = draws.Select(draw => (draw[0] - reference.Mean[0]) / reference.StandardDeviation[0]).ToList();
        Assert.Equal(spread, Math.Sqrt(normalized.Average(value => value * value)), 0.015);
    }

    [Fact]
    public void Measured_first_pass_goes_by_the_energies_that_are_given()
    {
        var reference = Own(TestImages.Natural(96, 80));
        var energies = EnergyBandDecomposition.Energies(Image, reference.ToSettings());
        var known = EnergyNormalization.NormalizeMeasured(Image, reference, energies, passes: 2);
        Assert.Equal(EnergyNormalization.Normalize(Image, reference, passes: 2).Image.Pixels, known.Image.Pixels);
        Assert.Equal(energies, known.EnergiesBefore);

        // Half the energy asks for twice the gain, in one pass exactly.
        var once = EnergyNormalization.NormalizeMeasured(Image, reference, energies, passes: 1).Image;
        var doubled = EnergyNormalization.NormalizeMeasured(Image, reference, [.. energies.Select(energy => energy / 2)], passes: 1).Image;
        Assert.All(once.Pixels.Zip(doubled.Pixels), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-4));
        Assert.Throws<ArgumentException>(() => EnergyNormalization.NormalizeMeasured(Image, reference, [1, 2], passes: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyNormalization.NormalizeMeasured(Image, reference, energies, passes: 11));
    }

    [Fact]
    public void Gains_are_target_over_energy_and_one_without_energy()
    {
        Assert.Equal([2, 0.5, 1], EnergyAugmentation.Gains([1, 4, 0], [2, 2, 7]));
        Assert.Equal([1, 1], EnergyAugmentation.Gains([0, 0], [2, 2]));
        Assert.Throws<ArgumentException>(() => EnergyAugmentation.Gains([1], [1, 2]));
    }

    private static double Worst(NormalizedImage image, ReferenceEnergies reference) =>
        image.EnergiesAfter.Zip(reference.Mean, (energy, wanted) => Math.Abs((wanted / energy) - 1)).Max();

    private static ReferenceEnergies Own(GrayImage image) =>
        ReferenceEnergies.Fit("CR", "test", Settings, [EnergyBandDecomposition.Energies(image, Settings)]);
}
