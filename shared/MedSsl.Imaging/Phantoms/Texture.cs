using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>Random fields of mean 0 and deviation 1.</summary>
internal static class Texture
{
    /// <summary>White noise.</summary>
    public static GrayImage White(int width, int height, SeededRandom random)
    {
        var image = new GrayImage(width, height);
        foreach (ref var pixel in image.Pixels.AsSpan())
        {
            pixel = (float)random.Normal();
        }

        return image;
    }

    /// <summary>Noise whose structures are about <paramref name="scale"/> pixels wide.</summary>
    public static GrayImage Smooth(int width, int height, double scale, SeededRandom random)
    {
        var image = White(width, height, random);
        new GaussianBlur(Math.Max(scale, 0.3)).Apply(image, image);
        var statistics = RegionStatistics.Of(image, new PixelRegion(0, 0, width, height));
        var factor = 1 / Math.Max(statistics.StandardDeviation, 1e-9);
        VectorMath.ScaleAndShift(image.Pixels, (float)factor, (float)(-statistics.Mean * factor));
        return image;
    }
}
