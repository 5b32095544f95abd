using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class LowPassMatricesTests
{
    [Theory]
    [InlineData(GaussianFilter.Reference, BoundaryMode.Reflect, true, 61, 40)]
    [InlineData(GaussianFilter.Reference, BoundaryMode.Wrap, false, 33, 70)]
    [InlineData(GaussianFilter.Fast, BoundaryMode.Reflect, true, 61, 40)]
    [InlineData(GaussianFilter.Fast, BoundaryMode.Wrap, true, 48, 129)]
    [InlineData(GaussianFilter.Fast, BoundaryMode.Reflect, false, 1, 7)]
    [InlineData(GaussianFilter.Reference, BoundaryMode.Wrap, true, 1, 1)]
    public void Of_both_axes_gives_the_low_passes(GaussianFilter filter, BoundaryMode boundary, bool cascade, int width, int height)
    {
        var settings = new EnergyBandSettings { Filter = filter, Boundary = boundary, Cascade = cascade };
        var random = new SeededRandom(3);
        var image = new GrayImage(width, height, [.. Enumerable.Range(0, width * height).Select(_ => (float)random.Normal())]);
        var (rows, columns) = (LowPassMatrices.Of(settings, height), LowPassMatrices.Of(settings, width));

        var last = image;
        foreach (var (level, expected) in EnergyBandDecomposition.LowPasses(image, settings).Index())
        {
            last = Transposed(Multiplied(columns[level], Transposed(Multiplied(rows[level], last))));
            Assert.All(expected.Pixels.Zip(last.Pixels), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
        }
    }

    [Fact]
    public void Of_any_length_has_rows_that_sum_to_one()
    {
        foreach (var length in new[] { 1, 2, 5, 64 })
        {
            Assert.All(LowPassMatrices.Of(new EnergyBandSettings(), length).SelectMany(matrix => matrix.Chunk(length)), row => Assert.Equal(1, row.Sum(), 2e-6f));
        }
    }

    private static GrayImage Multiplied(float[] matrix, GrayImage image)
    {
        var result = new GrayImage(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                result.Row(y)[x] = (float)Enumerable.Range(0, image.Height).Sum(i => (double)matrix[(y * image.Height) + i] * image.Row(i)[x]);
            }
        }

        return result;
    }

    private static GrayImage Transposed(GrayImage image) =>
        new(image.Height, image.Width, [.. Enumerable.Range(0, image.Width).SelectMany(x => Enumerable.Range(0, image.Height).Select(y => image.Row(y)[x]))]);
}
