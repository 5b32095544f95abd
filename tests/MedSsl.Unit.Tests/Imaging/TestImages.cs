using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;

namespace MedSsl.Unit.Tests.Imaging;

internal static class TestImages
{
    /// <summary>An image that other tools can rebuild: (3 x^2 + 7 y^2 + 5 x y) mod 101, divided by 101.</summary>
    public static GrayImage Arithmetic(int width, int height) => From(width, height, (x, y) => ((x * x * 3) + (y * y * 7) + (x * y * 5)) % 101 / 101.0);

    /// <summary>Smooth structure at several scales plus noise, as an image of an organ has.</summary>
    public static GrayImage Natural(int width, int height, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return From(width, height, (x, y) => 0.5 + (0.2 * Math.Sin(x / 17.0)) + (0.15 * Math.Cos((x + (2 * y)) / 5.0)) + (0.05 * random.Normal()));
    }

    public static GrayImage From(int width, int height, Func<int, int, double> value)
    {
        var image = new GrayImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                image.Row(y)[x] = (float)value(x, y);
            }
        }

        return image;
    }

    public static GrayImage Affine(GrayImage image, double gain, double offset) =>
        new(image.Width, image.Height, Array.ConvertAll(image.Pixels, pixel => (float)((gain * pixel) + offset)));

    public static double LargestDifference(GrayImage a, GrayImage b) => a.Pixels.Zip(b.Pixels, (p, q) => (double)Math.Abs(p - q)).Max();
}
