using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class PixelRegionTests
{
    [Theory]
    [InlineData(0.7, 15, 7, 70, 35)]
    [InlineData(1, 0, 0, 100, 50)]
    [InlineData(0.001, 49, 24, 1, 1)]
    public void Central_takes_the_middle_of_each_axis(double fraction, int x, int y, int width, int height)
    {
        var runs = PixelRegion.Central(new GrayImage(100, 50), fraction).Runs;
        Assert.Equal((new PixelRegion.Run(x, y, width), new PixelRegion.Run(x, y + height - 1, width), height), (runs[0], runs[^1], runs.Length));
    }

    [Fact]
    public void FromMask_of_a_rectangle_measures_the_same_bits_as_the_rectangle()
    {
        var image = TestImages.Natural(61, 43);
        var mask = new bool[61 * 43];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = i % 61 is >= 5 and < 34 && i / 61 is >= 7 and < 40;
        }

        var rectangle = new PixelRegion(5, 7, 29, 33);
        var region = PixelRegion.FromMask(61, 43, mask)!;
        Assert.Equal(rectangle.PixelCount, region.PixelCount);
        Assert.Equal(EnergyBandDecomposition.Energies(image, new EnergyBandSettings(), rectangle), EnergyBandDecomposition.Energies(image, new EnergyBandSettings(), region));
    }

    [Fact]
    public void Energies_in_a_mask_are_the_deviation_of_the_band_over_its_pixels()
    {
        var image = TestImages.Natural(50, 40);
        bool[] mask = [.. Enumerable.Range(0, 50 * 40).Select(i => i * 7919 % 5 < 2 || i % 50 == 49)];
        var low = EnergyBandDecomposition.LowPasses(image, new EnergyBandSettings { Sigmas = [2] })[0];
        var band = Enumerable.Range(0, mask.Length).Where(i => mask[i]).Select(i => (double)image.Pixels[i] - low.Pixels[i]).ToList();
        var mean = band.Average();
        var expected = Math.Sqrt(band.Average(value => (value - mean) * (value - mean)));
        var energies = EnergyBandDecomposition.Energies(image, new EnergyBandSettings { Sigmas = [2] }, PixelRegion.FromMask(50, 40, mask));
        Assert.Equal(expected, energies[0], 1e-7);
    }

    [Fact]
    public void An_empty_mask_is_no_region_and_what_does_not_fit_the_image_is_refused()
    {
        Assert.Null(PixelRegion.FromMask(3, 2, new bool[6]));
        Assert.Equal(1, PixelRegion.FromMask(3, 2, [false, false, false, false, false, true])!.PixelCount);
        Assert.Throws<ArgumentException>(() => PixelRegion.FromMask(3, 2, new bool[5]));
        var mask = PixelRegion.FromMask(3, 2, [true, true, true, true, true, true]);
        Assert.Throws<ArgumentOutOfRangeException>(() => EnergyBandDecomposition.Energies(new GrayImage(4, 2), new EnergyBandSettings(), mask));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelRegion(-1, 0, 2, 2));
    }
}
