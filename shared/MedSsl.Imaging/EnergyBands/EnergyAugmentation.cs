using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Energy augmentation (Ghesu et al., J. Med. Imaging 9(6):064503, 2022): each image is brought to energies drawn about the reference, as if another scanner
/// had taken it. Use one <see cref="EnergyBandSynthesis.Reweight"/> with <see cref="LowPassPolicy.ScaleAboutMean"/>.
/// </summary>
public static class EnergyAugmentation
{
    // Below this share of the strongest band a band holds the rounding of 32-bit pixels, not structure; to amplify it would be to invent.
    private const double Negligible = 1e-6;

    /// <summary>Target energies: per band a normal draw with the reference's mean and deviation, conditioned on one deviation about the mean, never below 0.</summary>
    public static double[] SampleReference(ReferenceEnergies reference, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(random);
        var target = new double[reference.Mean.Count];
        for (var band = 0; band < target.Length; band++)
        {
            target[band] = Math.Max(0, reference.Mean[band] + (reference.StandardDeviation[band] * random.TruncatedNormal(1)));
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
