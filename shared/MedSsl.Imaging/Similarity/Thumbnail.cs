using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.Similarity;

/// <summary>
/// What is left of a slice to compare it by: 32 x 32 area averages (4 kB), and a 64-bit hash of their lowest frequencies. Neither needs a network.
/// </summary>
public sealed class Thumbnail
{
    /// <summary>Pixels along a side.</summary>
    public const int Side = 32;

    private readonly float[] centred; // mean 0, norm 1; all 0 for a flat image

    private Thumbnail(float[] centred, double mean, ulong hash) => (this.centred, Mean, Hash) = (centred, mean, hash);

    /// <summary>Mean value of the image.</summary>
    public double Mean { get; }

    /// <summary>Perceptual hash (<see cref="PerceptualHash"/>).</summary>
    public ulong Hash { get; }

    /// <summary>Whether the image has one value everywhere.</summary>
    public bool IsFlat => centred.AsSpan().IndexOfAnyExcept(0f) < 0;

    /// <summary>The thumbnail of an image of any size.</summary>
    public static Thumbnail Of(GrayImage image)
    {
        var pixels = Resampling.Resize(image, Side, Side).Pixels;
        var hash = PerceptualHash.Of(pixels);
        double sum = 0, squares = 0;
        foreach (var pixel in pixels)
        {
            sum += pixel;
        }

        var mean = sum / pixels.Length;
        foreach (var pixel in pixels)
        {
            squares += (pixel - mean) * (pixel - mean);
        }

        // Rounding alone makes about 1e-7 of contrast: such an image is flat.
        var norm = Math.Sqrt(squares);
        var isFlat = !(norm > 1e-5 * Side * Math.Max(1, Math.Abs(mean)));
        return new Thumbnail(Array.ConvertAll(pixels, pixel => isFlat ? 0 : (float)((pixel - mean) / norm)), mean, hash);
    }

    /// <summary>Normalised correlation of two thumbnails, -1 to 1; brightness and contrast do not matter. 0 when either is flat.</summary>
    public static double Correlation(Thumbnail a, Thumbnail b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        double sum = 0;
        for (var i = 0; i < a.centred.Length; i++)
        {
            sum += a.centred[i] * (double)b.centred[i];
        }

        return sum;
    }
}
