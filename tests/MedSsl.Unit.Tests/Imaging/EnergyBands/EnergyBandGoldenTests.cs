using System.Text.Json;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

/// <summary>Against SciPy in float64 (tests/golden/energybands/make.py), reflected and wrapped.</summary>
public sealed class EnergyBandGoldenTests
{
    private static readonly GoldenFile Golden =
        JsonSerializer.Deserialize<GoldenFile>(File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "golden", "energybands", "energybands.json")), JsonSerializerOptions.Web)!;

    [Theory]
    [InlineData(GaussianFilter.Reference, 1e-6)]
    [InlineData(GaussianFilter.Fast, 1e-4)]
    public void Energies_and_low_passes_are_those_of_scipy(GaussianFilter filter, double tolerance)
    {
        Assert.Equal(10, Golden.Cases.Count);
        foreach (var expected in Golden.Cases)
        {
            var image = expected.Image == "organ" ? Organ(expected.Width, expected.Height) : TestImages.Arithmetic(expected.Width, expected.Height);
            var settings = new EnergyBandSettings { Filter = filter, Boundary = expected.Mode == "wrap" ? BoundaryMode.Wrap : BoundaryMode.Reflect };
            var lowPasses = EnergyBandDecomposition.LowPasses(image, settings);
            EnergyBandTests.AssertClose(expected.Energies, EnergyBandDecomposition.Energies(image, lowPasses), tolerance);
            EnergyBandTests.AssertClose(expected.Energies, EnergyBandDecomposition.Energies(image, settings), tolerance);
            Assert.All(expected.Pixels, pixel => Assert.Equal(pixel[3], lowPasses[(int)pixel[0] - 1].Row((int)pixel[2])[(int)pixel[1]], tolerance));
        }
    }

    [Fact]
    public void A_wrapped_border_joins_the_sides_and_a_shift_around_changes_nothing()
    {
        var settings = new EnergyBandSettings { Boundary = BoundaryMode.Wrap, Filter = GaussianFilter.Reference };
        var image = TestImages.Natural(72, 65);
        var shifted = TestImages.From(72, 65, (x, y) => image.Row((y + 20) % 65)[(x + 31) % 72]);
        EnergyBandTests.AssertClose(EnergyBandDecomposition.Energies(image, settings), EnergyBandDecomposition.Energies(shifted, settings), 1e-7);
    }

    [Theory]
    [InlineData(GaussianFilter.Reference, 2e-4)]
    [InlineData(GaussianFilter.Fast, 5e-3)]
    public void Two_stages_on_a_radiograph_are_those_of_scipy(GaussianFilter filter, double tolerance)
    {
        var expected = Golden.Radiograph;
        var image = Organ(expected.Width, expected.Height);
        var lungs = TestImages.From(expected.Width, expected.Height, (x, y) => InLung(x, y, 0.3) || InLung(x, y, 0.7) ? 1 : 0);
        Assert.Equal(expected.MaskPixels, lungs.Pixels.Count(pixel => pixel > 0));
        var settings = new ChestRadiographSettings { Width = null, Filter = filter };
        var first = ChestRadiographNormalization.Normalize(image, settings, new GrayImage(expected.Width, expected.Height));
        var second = ChestRadiographNormalization.Normalize(image, settings, lungs);
        Assert.Null(first.Lungs);
        Assert.All(expected.First, pixel => Assert.Equal(pixel[2], first.Image.Row((int)pixel[1])[(int)pixel[0]], tolerance));
        Assert.All(expected.Second, pixel => Assert.Equal(pixel[2], second.Image.Row((int)pixel[1])[(int)pixel[0]], tolerance));

        bool InLung(int x, int y, double center) =>
            (Math.Pow(x - (expected.Width * center), 2) / Math.Pow(expected.Width * 0.15, 2)) + (Math.Pow(y - (expected.Height * 0.5), 2) / Math.Pow(expected.Height * 0.3, 2)) <= 1;
    }

    private static GrayImage Organ(int width, int height) => TestImages.From(width, height, (x, y) =>
        0.5 + (0.2 * Math.Sin(x / 17.0)) + (0.15 * Math.Cos((x + (2 * y)) / 5.0)) + (0.1 * y / height) + (0.05 * (((x * x * 3) + (y * y * 7) + (x * y * 5)) % 101 / 101.0)));

    private sealed record GoldenFile(List<GoldenCase> Cases, GoldenRadiograph Radiograph);

    private sealed record GoldenCase(string Image, int Width, int Height, string Mode, double[] Energies, List<double[]> Pixels);

    private sealed record GoldenRadiograph(int Width, int Height, int MaskPixels, List<double[]> First, List<double[]> Second);
}
