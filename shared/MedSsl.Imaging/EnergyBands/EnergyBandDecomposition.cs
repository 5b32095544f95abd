using System.Buffers;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Low-passes L_0 = I, L_i = G(s_i) * L_(i-1), bands I_i = L_(i-1) - L_i and the residual L_n, and their energies
/// e_i = standard deviation of band i over the region (Philipsen et al. 2015). The bands sum to the image exactly, whatever the filter.
/// </summary>
public static class EnergyBandDecomposition
{
    /// <summary>L_1 .. L_n; band images are not needed, see <see cref="EnergyBandSynthesis"/>.</summary>
    public static GrayImage[] LowPasses(GrayImage image, EnergyBandSettings settings)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(settings);
        var chain = settings.Chain();
        var lowPasses = Array.ConvertAll(chain, _ => new GrayImage(image.Width, image.Height));
        for (var i = 0; i < chain.Length; i++)
        {
            chain[i].Apply((i == 0 ? image : lowPasses[i - 1]).Pixels, lowPasses[i].Pixels, image.Width, image.Height);
        }

        return lowPasses;
    }

    /// <summary>Energies of the difference bands, fine to coarse, and last of the residual low-pass.</summary>
    public static double[] Energies(GrayImage image, IReadOnlyList<GrayImage> lowPasses, PixelRegion? region = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(lowPasses);
        ThrowUnlessSameSize(image, lowPasses);
        var omega = PixelRegion.Within(image, region);
        var energies = new double[lowPasses.Count + 1];
        for (var i = 0; i < lowPasses.Count; i++)
        {
            energies[i] = RegionStatistics.OfDifference((i == 0 ? image : lowPasses[i - 1]).Pixels, lowPasses[i].Pixels, image.Width, omega).StandardDeviation;
        }

        energies[^1] = RegionStatistics.Of(lowPasses.Count == 0 ? image : lowPasses[^1], omega).StandardDeviation;
        return energies;
    }

    /// <summary>Energies of an image whose low-passes nobody else needs.</summary>
    public static double[] Energies(GrayImage image, EnergyBandSettings settings, PixelRegion? region = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(settings);
        var two = ArrayPool<float>.Shared.Rent(2 * image.Pixels.Length);
        try
        {
            // Two low-passes at a time, in turn.
            var omega = PixelRegion.Within(image, region);
            var chain = settings.Chain();
            return Decompose(image, chain, omega, i => two.AsMemory(i % 2 * image.Pixels.Length, image.Pixels.Length)).Energies;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(two);
        }
    }

    /// <summary>Fills <paramref name="lowPasses"/> and measures; the mean is that of the residual low-pass in the region.</summary>
    internal static (double[] Energies, double Mean) Decompose(GrayImage image, ILowPass[] chain, PixelRegion region, Func<int, Memory<float>> lowPasses)
    {
        var energies = new double[chain.Length + 1];
        ReadOnlySpan<float> last = image.Pixels;
        for (var i = 0; i < chain.Length; i++)
        {
            var next = lowPasses(i).Span;
            chain[i].Apply(last, next, image.Width, image.Height);
            energies[i] = RegionStatistics.OfDifference(last, next, image.Width, region).StandardDeviation;
            last = next;
        }

        var residual = RegionStatistics.Of(last, image.Width, region);
        energies[^1] = residual.StandardDeviation;
        return (energies, residual.Mean);
    }

    internal static void ThrowUnlessSameSize(GrayImage image, IReadOnlyList<GrayImage> lowPasses)
    {
        foreach (var lowPass in lowPasses)
        {
            if (lowPass.Width != image.Width || lowPass.Height != image.Height)
            {
                throw new ArgumentException($"A low-pass of {lowPass.Width} x {lowPass.Height} does not belong to an image of {image.Width} x {image.Height}.", nameof(lowPasses));
            }
        }
    }
}
