using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Energy augmentation (Ghesu et al., J. Med. Imaging 9(6):064503, 2022): each image is brought to energies drawn about the reference, as if another scanner
/// had taken it. Use one <see cref="EnergyBandSynthesis.Reweight"/> with <see cref="LowPassPolicy.ScaleAboutMean"/>.
/// </summary>
public static class EnergyAugmentation
{
    /// <summary>Below this share of the strongest band a band holds the rounding of 32-bit pixels, not structure; to amplify it would be to invent.</summary>
    public const double Negligible = 1e-6;

    /// <summary>
    /// Target energies, never below 0: per band a draw within one deviation of the reference about its mean, normal and conditioned on that range, or
    /// <paramref name="uniform"/> on it; the paper names the range and not the law.
    /// </summary>
    public static double[] SampleReference(ReferenceEnergies reference, SeededRandom random, bool uniform = false)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(random);
        var target = new double[reference.Mean.Count];
        for (var band = 0; band < target.Length; band++)
        {
            var deviations = uniform ? random.Uniform(-1, 1) : random.TruncatedNormal(1);
            target[band] = Math.Max(0, reference.Mean[band] + (reference.StandardDeviation[band] * deviations));
        }

        return target;
    }

    /// <summary>Gain per band, target energy / energy; 1 where the image has no energy to speak of.</summary>
    public static double[] Gains(ReadOnlySpan<double> energies, ReadOnlySpan<double> target)
    {
        if (energies.Length != target.Length)
        {
            throw new ArgumentException($"{energies.Length} energies cannot be brought to {target.Length} targets.", nameof(target));
        }

        var strongest = 0.0;
        foreach (var energy in energies)
        {
            strongest = Math.Max(strongest, energy);
        }

        var gains = new double[energies.Length];
        for (var band = 0; band < gains.Length; band++)
        {
            gains[band] = energies[band] > strongest * Negligible ? target[band] / energies[band] : 1;
        }

        return gains;
    }
}
