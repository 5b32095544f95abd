using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class EnergyBandTests
{
    private static readonly EnergyBandSettings Cascade = new() { Filter = GaussianFilter.Reference };

    public static TheoryData<GaussianFilter> Filters => [GaussianFilter.Reference, GaussianFilter.Fast];

    [Theory]
    [MemberData(nameof(Filters))]
    public void Energies_of_a_cosine_are_the_analytic_ones(GaussianFilter filter)
    {
        var settings = Cascade with { Filter = filter };
        // (G_(i-1) - G_i) / sqrt 2 with G_i = exp(-sigma_eff^2 w^2 / 2), w = 2 pi / 16; half-sample reflection continues this cosine exactly.
        var image = TestImages.From(128, 64, (x, _) => Math.Cos(2 * Math.PI * (x + 0.5) / 16));
        double[] analytic = [0.052473, 0.173738, 0.340853, 0.139036, 0.001007, 0.000000];
        double[] cutAtFourSigma = [0.05247059, 0.17371968, 0.34087617, 0.13903688, 0.00100348, 0.00000001]; // SciPy, float64
        var upright = TestImages.From(64, 128, (_, y) => Math.Cos(2 * Math.PI * (y + 0.5) / 16));
        foreach (var energies in new[] { EnergyBandDecomposition.Energies(image, settings), EnergyBandDecomposition.Energies(upright, settings) })
        {
            AssertClose(analytic, energies, 2.5e-5);
            AssertClose(cutAtFourSigma, energies, filter == GaussianFilter.Reference ? 2e-7 : 2e-5);
        }
    }

    // Computed with SciPy's gaussian_filter (mode reflect, truncate 4, float64).
    [Theory]
    [InlineData(53, 37, true, new[] { 0.24881797, 0.05971325, 0.02394027, 0.01163339, 0.00564358, 0.00346572 })]
    [InlineData(53, 37, false, new[] { 0.24881797, 0.05478763, 0.02660410, 0.01325983, 0.00652892, 0.00420484 })]
    [InlineData(1, 1, true, new[] { 0.0, 0, 0, 0, 0, 0 })]
    [InlineData(7, 1, true, new[] { 0.14100151, 0.08305480, 0.07696996, 0.01897136, 0.00003083, 0 })]
    [InlineData(1, 7, true, new[] { 0.17326418, 0.06630100, 0.09095167, 0.02258965, 0.00003671, 0 })]
    [InlineData(2, 2, true, new[] { 0.04014749, 0.01574737, 0.00011384, 0, 0, 0 })]
    [InlineData(5, 3, true, new[] { 0.14947236, 0.09545368, 0.05311893, 0.00233500, 0.00000007, 0 })]
    public void Energies_agree_with_scipy_also_where_the_kernel_is_longer_than_the_image(int width, int height, bool cascade, double[] expected)
    {
        var energies = EnergyBandDecomposition.Energies(TestImages.Arithmetic(width, height), Cascade with { Cascade = cascade });
        AssertClose(expected, energies, cascade ? 2e-7 : 5e-6); // the direct form is a chain of smaller blurs: not quite SciPy's truncation
    }

    [Fact]
    public void LowPasses_agree_with_scipy_at_single_pixels()
    {
        var lowPasses = EnergyBandDecomposition.LowPasses(TestImages.Arithmetic(53, 37), Cascade);
        Assert.Equal(0.50857609, lowPasses[4].Row(0)[0], 1e-6);
        Assert.Equal(0.50413354, lowPasses[4].Row(36)[52], 1e-6);
        Assert.Equal(0.51145751, lowPasses[1].Row(10)[11], 1e-6);
        Assert.Equal(991.287129, lowPasses[1].Pixels.Sum(pixel => (double)pixel), 1e-3);
    }

    [Theory]
    [InlineData(1, 1, GaussianFilter.Reference)]
    [InlineData(1, 1, GaussianFilter.Fast)]
    [InlineData(1, 40, GaussianFilter.Reference)]
    [InlineData(1, 40, GaussianFilter.Fast)]
    [InlineData(2, 2, GaussianFilter.Reference)]
    [InlineData(2, 2, GaussianFilter.Fast)]
    [InlineData(33, 31, GaussianFilter.Reference)]
    [InlineData(33, 31, GaussianFilter.Fast)]
    [InlineData(100, 70, GaussianFilter.Reference)]
    [InlineData(100, 70, GaussianFilter.Fast)]
    public void Bands_sum_to_the_image(int width, int height, GaussianFilter filter)
    {
        var image = TestImages.Natural(width, height);
        var lowPasses = EnergyBandDecomposition.LowPasses(image, Cascade with { Filter = filter });
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var sum = image.Pixels[i] - lowPasses[0].Pixels[i] + lowPasses[^1].Pixels[i];
            for (var band = 1; band < lowPasses.Length; band++)
            {
                sum += lowPasses[band - 1].Pixels[i] - lowPasses[band].Pixels[i];
            }

            Assert.Equal(image.Pixels[i], sum, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Energies_scale_with_gain_and_ignore_an_offset(GaussianFilter filter)
    {
        var settings = Cascade with { Filter = filter };
        var image = TestImages.Natural(90, 60);
        var energies = EnergyBandDecomposition.Energies(image, settings);
        var changed = EnergyBandDecomposition.Energies(TestImages.Affine(image, 3, 40), settings);
        AssertClose(Array.ConvertAll(energies, energy => 3 * energy), changed, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Energies_depend_only_on_bands_inside_the_region(GaussianFilter filter)
    {
        var settings = Cascade with { Filter = filter };
        var image = TestImages.From(96, 96, (x, y) => x < 48 ? 0.5 : ((x + y) % 2) + 0.5);
        var flat = new PixelRegion(0, 0, 40, 96);
        var busy = new PixelRegion(56, 0, 40, 96);
        Assert.Equal(0, EnergyBandDecomposition.Energies(image, settings, flat)[0]);
        Assert.True(EnergyBandDecomposition.Energies(image, settings, busy)[0] > 0.4);

        // The blur is of the whole image: next to the edge the flat half has energy that it would not have on its own.
        var touching = EnergyBandDecomposition.Energies(image, settings, new PixelRegion(0, 0, 48, 96));
        Assert.True(touching[3] > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Constant_image_has_no_energy_at_all(GaussianFilter filter)
    {
        var settings = Cascade with { Filter = filter };
        foreach (var value in new[] { 0f, 0.1f, 12345.678f })
        {
            Assert.All(EnergyBandDecomposition.Energies(TestImages.From(45, 35, (_, _) => value), settings), energy => Assert.Equal(0, energy));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void LowPasses_are_the_same_bits_in_every_call(GaussianFilter filter)
    {
        var settings = Cascade with { Filter = filter };
        var image = TestImages.Natural(77, 41);
        var first = EnergyBandDecomposition.LowPasses(image, settings);
        var second = EnergyBandDecomposition.LowPasses(image, settings);
        Assert.Equal(first.SelectMany(l => l.Pixels), second.SelectMany(l => l.Pixels));
    }

    [Fact]
    public void Region_outside_the_image_and_wrong_settings_are_refused_with_a_reason()
    {
        var image = new GrayImage(10, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyBandDecomposition.Energies(image, Cascade, new PixelRegion(5, 0, 6, 10)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyBandDecomposition.Energies(image, Cascade, new PixelRegion(0, 0, 0, 10)));
        Assert.Empty(Cascade.Validate());
        Assert.Single(new EnergyBandSettings { Sigmas = [] }.Validate());
        Assert.Equal(["Sigmas[1] is 1, not above Sigmas[0] = 2; list them fine to coarse."], new EnergyBandSettings { Sigmas = [2, 1] }.Validate());
        Assert.Throws<ArgumentException>(() => EnergyBandDecomposition.LowPasses(image, new EnergyBandSettings { Sigmas = [double.NaN] }));
        Assert.Single((Cascade with { Filter = (GaussianFilter)7 }).Validate());
    }

    internal static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
