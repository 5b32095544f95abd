namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Energy normalisation (Philipsen et al. 2015): every band is scaled by reference energy / own energy, so that images of different scanners show the same
/// contrast at the same scale.
/// </summary>
public static class EnergyNormalization
{
    private const int MaxPasses = 10;

    /// <summary>
    /// Normalises in <paramref name="passes"/> passes (0 to 10). A gain is undone by the first; two leave 1 to 3 % of a realistic scanner change;
    /// more gains little, because bands overlap and targets that neighbours cannot meet together never converge. Bands without energy keep a gain of 1.
    /// </summary>
    public static NormalizedImage Normalize(GrayImage image, ReferenceEnergies reference, int passes = 2, LowPassPolicy policy = LowPassPolicy.SubtractMean, PixelRegion? region = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfNegative(passes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passes, MaxPasses);
        var omega = PixelRegion.Within(image, region);
        var target = reference.Mean.ToArray();
        var settings = reference.ToSettings();
        var steps = settings.Steps();
        var result = image.Clone();
        var lowPasses = EnergyBandDecomposition.LowPasses(result, settings);
        var before = EnergyBandDecomposition.Energies(result, lowPasses, omega);
        var energies = before;
        for (var pass = 0; pass < passes; pass++)
        {
            EnergyBandSynthesis.ReweightInPlace(result, lowPasses, EnergyAugmentation.Gains(energies, target), policy, omega);
            EnergyBandDecomposition.Decompose(result, steps, lowPasses);
            energies = EnergyBandDecomposition.Energies(result, lowPasses, omega);
        }

        return new NormalizedImage(result, before, energies);
    }
}
