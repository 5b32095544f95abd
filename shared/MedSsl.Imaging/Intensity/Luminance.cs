namespace MedSsl.Imaging.Intensity;

/// <summary>Grey values of colour images.</summary>
public static class Luminance
{
    /// <summary>ITU-R BT.601 luma of interleaved R, G, B triples; the scale of the values is kept.</summary>
    public static GrayImage FromRgb(ReadOnlySpan<float> interleavedRgb, int width, int height)
    {
        var image = new GrayImage(width, height);
        if (interleavedRgb.Length != 3L * image.Pixels.Length)
        {
            throw new ArgumentException($"An RGB image of {width} x {height} has {3L * image.Pixels.Length} values, {interleavedRgb.Length} were given.", nameof(interleavedRgb));
        }

        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (0.299f * interleavedRgb[3 * i]) + (0.587f * interleavedRgb[(3 * i) + 1]) + (0.114f * interleavedRgb[(3 * i) + 2]);
        }

        return image;
    }
}
