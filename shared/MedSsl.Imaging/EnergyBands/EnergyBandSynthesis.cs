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
        var mean = RegionStatistics.Of(lowPasses[^1], PixelRegion.Within(image, region)).Mean;
        ReweightInPlace(result, i => lowPasses[i].Pixels, gains, policy, mean);
        return result;
    }

    /// <summary>The same on the image itself; <paramref name="mean"/> is that of the residual low-pass in the region.</summary>
    internal static void ReweightInPlace(GrayImage image, Func<int, Memory<float>> lowPasses, ReadOnlySpan<double> gains, LowPassPolicy policy, double mean)
    {
        var lowPassGain = policy == LowPassPolicy.Keep ? 1 : gains[^1];
        var offset = policy switch
        {
            LowPassPolicy.Scale or LowPassPolicy.Keep => 0,
            LowPassPolicy.SubtractMean => -lowPassGain * mean,
            LowPassPolicy.ScaleAboutMean => (1 - lowPassGain) * mean,
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a low-pass policy."),
        };

        // Row by row: the sum stays in the cache, and each low-pass passes the memory once.
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            VectorMath.ScaleAndShift(row, (float)gains[0], (float)offset);
            for (var i = 0; i < gains.Length - 1; i++)
            {
                var step = (i + 2 < gains.Length ? gains[i + 1] : lowPassGain) - gains[i];
                if (step != 0)
                {
                    VectorMath.AddScaled(row, lowPasses(i).Span.Slice(y * image.Width, image.Width), (float)step);
                }
            }
        }
    }
}
