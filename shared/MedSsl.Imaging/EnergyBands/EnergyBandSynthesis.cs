namespace MedSsl.Imaging.EnergyBands;

/// <summary>Puts an image together from its bands with a gain on each.</summary>
public static class EnergyBandSynthesis
{
    /// <summary>
    /// I' = sum of g_i I_i, collapsed to g_1 I + sum over i of (g_(i+1) - g_i) L_i so that no band image exists; gains are ordered as energies are.
    /// Gains of 1 give the image back bit for bit (minus its mean under <see cref="LowPassPolicy.SubtractMean"/>).
    /// </summary>
    public static GrayImage Reweight(GrayImage image, IReadOnlyList<GrayImage> lowPasses, ReadOnlySpan<double> gains, LowPassPolicy policy, PixelRegion? region = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(lowPasses);
        EnergyBandDecomposition.ThrowUnlessSameSize(image, lowPasses);
        if (lowPasses.Count == 0 || gains.Length != lowPasses.Count + 1)
        {
            throw new ArgumentException($"{lowPasses.Count} low-passes (at least 1) need {lowPasses.Count + 1} gains, {gains.Length} were given.", nameof(gains));
        }

        var result = image.Clone();
        ReweightInPlace(result, lowPasses, gains, policy, PixelRegion.Within(image, region));
        return result;
    }

    internal static void ReweightInPlace(GrayImage image, IReadOnlyList<GrayImage> lowPasses, ReadOnlySpan<double> gains, LowPassPolicy policy, PixelRegion region)
    {
        var lowPassGain = policy == LowPassPolicy.Keep ? 1 : gains[^1];
        var mean = RegionStatistics.Of(lowPasses[^1], region).Mean;
        var offset = policy switch
        {
            LowPassPolicy.Scale or LowPassPolicy.Keep => 0,
            LowPassPolicy.SubtractMean => -lowPassGain * mean,
            LowPassPolicy.ScaleAboutMean => (1 - lowPassGain) * mean,
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a low-pass policy."),
        };
        VectorMath.ScaleAndShift(image.Pixels, (float)gains[0], (float)offset);
        for (var i = 0; i < lowPasses.Count; i++)
        {
            var step = (i + 1 < lowPasses.Count ? gains[i + 1] : lowPassGain) - gains[i];
            if (step != 0)
            {
                VectorMath.AddScaled(image.Pixels, lowPasses[i].Pixels, (float)step);
            }
        }
    }
}
