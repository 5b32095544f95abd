using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Geometry;

public sealed class ResamplingTests
{
    [Fact]
    public void Resize_when_shrinking_averages_exact_areas()
    {
        // 5 -> 2: each output covers 2.5 inputs.
        var image = new GrayImage(5, 1, [1, 2, 3, 4, 5]);
        Assert.Equal([(1 + 2 + 1.5f) / 2.5f, (1.5f + 4 + 5) / 2.5f], Resampling.Resize(image, 2, 1).Pixels.Select(v => MathF.Round(v, 6)));
        Assert.Equal(3, Resampling.Resize(image, 1, 1).Pixels[0], 1e-6);
    }

    [Fact]
    public void Resize_when_growing_is_linear_between_pixel_centres()
    {
        Assert.Equal([0, 0.25f, 0.75f, 1], Resampling.Resize(new GrayImage(2, 1, [0, 1]), 4, 1).Pixels);
        Assert.Equal([7, 7, 7], Resampling.Resize(new GrayImage(1, 1, [7]), 1, 3).Pixels);
    }

    [Fact]
    public void Resize_to_the_same_size_changes_nothing()
    {
        var image = TestImages.Natural(31, 17);
        Assert.Equal(image.Pixels, Resampling.Resize(image, 31, 17).Pixels);
    }

    [Theory]
    [InlineData(300, 200, 64, 64, 43)]
    [InlineData(200, 300, 64, 43, 64)]
    [InlineData(1000, 2, 10, 10, 1)]
    [InlineData(30, 20, 64, 30, 20)]
    [InlineData(1, 1, 1, 1, 1)]
    public void ToLongestSide_keeps_aspect_and_mean_and_never_enlarges(int width, int height, int longest, int expectedWidth, int expectedHeight)
    {
        var image = TestImages.Arithmetic(width, height);
        var small = Resampling.ToLongestSide(image, longest);
        Assert.Equal((expectedWidth, expectedHeight), (small.Width, small.Height));
        Assert.Equal(image.Pixels.Average(), small.Pixels.Average(), 1e-5);
        Assert.NotSame(image.Pixels, small.Pixels);
    }

    [Fact]
    public void CropResize_of_whole_pixels_copies_them_and_flips()
    {
        var image = TestImages.Arithmetic(9, 7);
        var crop = new float[6];
        Resampling.CropResize(image, new CropBox(2, 3, 3, 2), 3, 2, crop);
        float[] expected = [.. image.Row(3).Slice(2, 3), .. image.Row(4).Slice(2, 3)];
        Assert.Equal(expected, crop);
        Resampling.CropResize(image, new CropBox(2, 3, 3, 2), 3, 2, crop, flipHorizontally: true);
        Assert.Equal([expected[2], expected[1], expected[0], expected[5], expected[4], expected[3]], crop);
    }

    [Fact]
    public void CropResize_matches_a_literal_integration()
    {
        var image = TestImages.Natural(41, 37);
        var box = new CropBox(3.3, 5.7, 30.1, 25.9);
        var crop = new float[8 * 6];
        Resampling.CropResize(image, box, 8, 6, crop);
        for (var j = 0; j < 6; j++)
        {
            for (var i = 0; i < 8; i++)
            {
                double sum = 0, total = 0;
                for (var y = 0; y < image.Height; y++)
                {
                    for (var x = 0; x < image.Width; x++)
                    {
                        var area = Overlap(x, box.X + (i * box.Width / 8), box.Width / 8) * Overlap(y, box.Y + (j * box.Height / 6), box.Height / 6);
                        sum += area * image.Row(y)[x];
                        total += area;
                    }
                }

                Assert.Equal(sum / total, crop[(j * 8) + i], 1e-5);
            }
        }

        static double Overlap(int cell, double from, double extent) => Math.Max(0, Math.Min(cell + 1, from + extent) - Math.Max(cell, from));
    }

    [Theory]
    [InlineData(-5, -5, 3, 3)]
    [InlineData(90, 90, 0.1, 500)]
    [InlineData(-10, -10, 100, 100)]
    [InlineData(3.999, 3.999, 0.001, 0.001)]
    [InlineData(-1e8, 1e8, 1e-9, 1)]
    public void CropResize_beyond_the_border_repeats_the_edge(double x, double y, double width, double height)
    {
        foreach (var (w, h) in new[] { (1, 1), (1, 4), (2, 2), (4, 4) })
        {
            var crop = new float[15];
            Resampling.CropResize(TestImages.From(w, h, (_, _) => 3), new CropBox(x, y, width, height), 5, 3, crop);
            Assert.All(crop, value => Assert.Equal(3, value, 1e-5));
        }
    }

    [Fact]
    public void CropResize_refuses_boxes_and_buffers_it_cannot_serve()
    {
        var image = new GrayImage(4, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.CropResize(image, new CropBox(0, 0, 0, 1), 2, 2, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.CropResize(image, new CropBox(double.NaN, 0, 1, 1), 2, 2, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.CropResize(image, new CropBox(0, 0, double.MaxValue, 1), 2, 2, new float[4]));
        Assert.Throws<ArgumentException>(() => Resampling.CropResize(image, new CropBox(0, 0, 1, 1), 2, 2, new float[3]));
    }

    [Fact]
    public void PadToSquare_centres_the_image()
    {
        var square = Resampling.PadToSquare(new GrayImage(3, 1, [1, 2, 3]), -1);
        Assert.Equal([-1, -1, -1, 1, 2, 3, -1, -1, -1], square.Pixels);
        Assert.Equal(4, Resampling.PadToSquare(new GrayImage(1, 4)).Width);
    }
}
