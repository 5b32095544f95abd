using System.Numerics;

namespace MedSsl.Imaging.Similarity;

/// <summary>
/// 64-bit hash of a thumbnail: the type II cosine transform of 32 x 32 pixels, its 8 x 8 lowest frequencies, one bit each for being above their median.
/// Similar images differ in few bits. Bit 8 v + u stands for frequency u along rows and v along columns; bit 0 (the mean) is 0.
/// </summary>
public static class PerceptualHash
{
    private const int Side = Thumbnail.Side;
    private const int Frequencies = 8;

    private static readonly double[] Cosines = Table(); // [frequency, pixel]

    /// <summary>Number of bits in which two hashes differ.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    internal static ulong Of(ReadOnlySpan<float> pixels)
    {
        var rows = new double[Frequencies * Side]; // [u, y]
        for (var u = 0; u < Frequencies; u++)
        {
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    rows[(u * Side) + y] += Cosines[(u * Side) + x] * pixels[(y * Side) + x];
                }
            }
        }

        var spectrum = new double[Frequencies * Frequencies];
        for (var i = 1; i < spectrum.Length; i++)
        {
            var (u, v) = (i % Frequencies, i / Frequencies);
            for (var y = 0; y < Side; y++)
            {
                spectrum[i] += Cosines[(v * Side) + y] * rows[(u * Side) + y];
            }
        }

        // Of 63 frequencies; the mean would say how bright the image is, not what it shows.
        var median = spectrum.Skip(1).Order().ElementAt((spectrum.Length - 1) / 2);
        var hash = 0ul;
        for (var i = 1; i < spectrum.Length; i++)
        {
            hash |= spectrum[i] > median ? 1ul << i : 0;
        }

        return hash;
    }

    private static double[] Table() =>
        [.. Enumerable.Range(0, Frequencies * Side).Select(i => Math.Cos(Math.PI * (i / Side) * ((2 * (i % Side)) + 1) / (2 * Side)))];
}
