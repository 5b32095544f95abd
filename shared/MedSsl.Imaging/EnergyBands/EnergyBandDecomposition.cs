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
        var lowPasses = new GrayImage[settings.Sigmas.Count];
        for (var i = 0; i < lowPasses.Length; i++)
        {
            lowPasses[i] = new GrayImage(image.Width, image.Height);
        }

        Decompose(image, settings.Steps(), lowPasses);
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
            energies[i] = RegionStatistics.OfDifference(i == 0 ? image : lowPasses[i - 1], lowPasses[i], omega).StandardDeviation;
        }

        energies[^1] = RegionStatistics.Of(lowPasses.Count == 0 ? image : lowPasses[^1], omega).StandardDeviation;
        return energies;
    }

    /// <summary>Energies of an image whose low-passes nobody else needs.</summary>
    public static double[] Energies(GrayImage image, EnergyBandSettings settings, PixelRegion? region = null) =>
        Energies(image, LowPasses(image, settings), region);

    /// <summary>Fills existing images with the low-passes, so that iterations allocate nothing.</summary>
    internal static void Decompose(GrayImage image, double[] steps, GrayImage[] lowPasses)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            new GaussianBlur(steps[i]).Apply(i == 0 ? image : lowPasses[i - 1], lowPasses[i]);
        }
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
