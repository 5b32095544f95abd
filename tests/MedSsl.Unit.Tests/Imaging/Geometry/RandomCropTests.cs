using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Geometry;

public sealed class RandomCropTests
{
    [Fact]
    public void Draw_stays_inside_with_the_wanted_area_and_aspect()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 2_000; i++)
        {
            var box = RandomCrop.Draw(random, 224, 200, 0.14, 0.6, 0.75, 4.0 / 3);
            Assert.InRange(box.X, 0, 224 - box.Width);
            Assert.InRange(box.Y, 0, 200 - box.Height);
            Assert.InRange(box.Width * box.Height / (224 * 200), 0.14 - 1e-9, 0.6 + 1e-9);
            Assert.InRange(box.Width / box.Height, 0.75 - 1e-9, (4.0 / 3) + 1e-9);
        }
    }

    [Fact]
    public void Draw_is_uniform_in_area_and_place()
    {
        var random = new SeededRandom(2);
        var boxes = Enumerable.Range(0, 5_000).Select(_ => RandomCrop.Draw(random, 100, 100, 0.05, 0.25, 1, 1)).ToList();
        Assert.Equal(0.15, boxes.Average(box => box.Width * box.Height / 10_000), 0.005);
        Assert.Equal(0.5, boxes.Average(box => box.X / (100 - box.Width)), 0.02);
        Assert.Equal(0.5, boxes.Average(box => box.Y / (100 - box.Height)), 0.02);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(300, 2)]
    public void Draw_falls_back_to_the_largest_centred_box(int width, int height)
    {
        var box = RandomCrop.Draw(new SeededRandom(3), width, height, 1, 1, 0.9, 1.1);
        var shorter = Math.Min(width, height);
        Assert.InRange(Math.Min(box.Width, box.Height), shorter - 1e-9, shorter);
        Assert.InRange(box.Width / box.Height, 0.9 - 1e-9, 1.1 + 1e-9);
        Assert.Equal(width / 2.0, box.X + (box.Width / 2), 1e-9);
        Assert.Equal(height / 2.0, box.Y + (box.Height / 2), 1e-9);
    }

    [Fact]
    public void Draw_is_determined_by_its_key() =>
        Assert.Equal(
            RandomCrop.Draw(new SeededRandom(9, 1, 2), 64, 64, 0.1, 0.5, 0.7, 1.4),
            RandomCrop.Draw(new SeededRandom(9, 1, 2), 64, 64, 0.1, 0.5, 0.7, 1.4));

    [Fact]
    public void DrawRescaled_is_a_square_of_the_size_at_a_uniform_scale_and_never_leaves_the_image()
    {
        var random = new SeededRandom(3);
        var boxes = Enumerable.Range(0, 5_000).Select(_ => RandomCrop.DrawRescaled(random, 1000, 800, 100, 0.1, 0.7)).ToList();

        Assert.All(boxes, box => Assert.True(box.Width == box.Height && box.X >= 0 && box.Y >= 0 && box.X + box.Width <= 1000 && box.Y + box.Height <= 800, $"{box}"));

        // A scale under 0.125 would leave less than 100 pixels of the shorter side.
        Assert.Equal((0.125 - 0.1) / 0.6, boxes.Count(box => box.Width == 800) / 5_000.0, 0.01);
        Assert.Equal(0.4125, boxes.Where(box => box.Width < 800).Average(box => 100 / box.Width), 0.01);
        Assert.Equal(new CropBox(0, 0, 20, 20), RandomCrop.DrawRescaled(random, 20, 20, 100, 0.1, 0.7));
    }
}
