using System.Buffers;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Energy normalisation (Philipsen et al. 2015): every band is scaled by reference energy / own energy, so that images of different scanners show the same
/// contrast at the same scale.
/// </summary>
public static class EnergyNormalization
{
    private const int MaxPasses = 10;

    /// <summary>
    /// Normalises in at most <paramref name="passes"/> passes (0 to 10). A gain is undone by the first; two leave 1 to 3 % of a realistic scanner change;
    /// more gains little, because bands overlap and targets that neighbours cannot meet together never converge. After the first, a pass is left out
    /// when no gain would differ from 1 by more than <paramref name="tolerance"/>. Bands without energy keep a gain of 1.
    /// </summary>
    public static NormalizedImage Normalize(
        GrayImage image, ReferenceEnergies reference, int passes = 2, LowPassPolicy policy = LowPassPolicy.SubtractMean, PixelRegion? region = null, double tolerance = 0)
    {
        ThrowUnlessPossible(passes);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        return Run(image, reference, null, passes, policy, region, tolerance, isMeasuredAfter: true);
    }

    /// <summary>One pass whose result is not measured (no <see cref="NormalizedImage.EnergiesAfter"/>): half the cost.</summary>
    public static NormalizedImage NormalizeOnce(GrayImage image, ReferenceEnergies reference, LowPassPolicy policy = LowPassPolicy.SubtractMean, PixelRegion? region = null) =>
        Run(image, reference, null, 1, policy, region, 0, isMeasuredAfter: false);

    /// <summary>
    /// The same <paramref name="passes"/> on an image whose <paramref name="energies"/> were measured before it was stored: the first pass goes by them, for
    /// in a band of little energy what rounding added would be measured too. The result is not measured.
    /// </summary>
    public static NormalizedImage NormalizeMeasured(GrayImage image, ReferenceEnergies reference, IReadOnlyList<double> energies, int passes)
    {
        ThrowUnlessPossible(passes);
        ArgumentNullException.ThrowIfNull(energies);
        return Run(image, reference, [.. energies], passes, LowPassPolicy.SubtractMean, null, 0, isMeasuredAfter: false);
    }

    private static void ThrowUnlessPossible(int passes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(passes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passes, MaxPasses);
    }

    private static NormalizedImage Run(
        GrayImage image, ReferenceEnergies reference, double[]? measured, int passes, LowPassPolicy policy, PixelRegion? region, double tolerance, bool isMeasuredAfter)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(reference);
        var omega = PixelRegion.Within(image, region);
        var target = reference.Mean.ToArray();
        var chain = reference.ToSettings().Chain();
        var pixels = image.Pixels.Length;
        var rented = Array.ConvertAll(chain, _ => ArrayPool<float>.Shared.Rent(pixels));
        try
        {
            var result = image.Clone();
            var (before, mean) = EnergyBandDecomposition.Decompose(result, chain, omega, LowPass);
            before = measured ?? before;
            var energies = before;
            var done = 0;
            while (done < passes)
            {
                var gains = EnergyAugmentation.Gains(energies, target);
                if (done > 0 && gains.All(gain => Math.Abs(gain - 1) <= tolerance))
                {
                    break;
                }

                EnergyBandSynthesis.ReweightInPlace(result, LowPass, gains, policy, mean);
                done++;
                if (done < passes || isMeasuredAfter)
                {
                    (energies, mean) = EnergyBandDecomposition.Decompose(result, chain, omega, LowPass);
                }
            }

            return new NormalizedImage(result, before, isMeasuredAfter ? energies : [], done);
        }
        finally
        {
            Array.ForEach(rented, array => ArrayPool<float>.Shared.Return(array));
        }

        Memory<float> LowPass(int i) => rented[i].AsMemory(0, pixels);
    }
}
