namespace MedSsl.Imaging.Geometry;

/// <summary>
/// Which source samples make each destination sample along one axis, and with what weights (they sum to 1).
/// Shrinking averages over the exact interval a destination pixel covers, so no detail aliases and the mean is kept;
/// growing interpolates linearly between pixel centres (half-pixel convention), with the border pixel repeated.
/// </summary>
internal readonly struct AxisWeights
{
    private AxisWeights(int[] starts, float[] weights, int taps)
    {
        Starts = starts;
        Weights = weights;
        Taps = taps;
    }

    /// <summary>First source index of each destination sample; <see cref="Taps"/> samples follow it inside the source.</summary>
    public int[] Starts { get; }

    /// <summary><see cref="Taps"/> weights per destination sample; those past the interval are 0.</summary>
    public float[] Weights { get; }

    /// <summary>Most source samples that any destination sample needs.</summary>
    public int Taps { get; }

    /// <summary>Weights from the interval [<paramref name="origin"/>, origin + extent) of <paramref name="length"/> samples to <paramref name="count"/> samples.</summary>
    public static AxisWeights Create(int length, double origin, double extent, int count)
    {
        var step = extent / count;
        var shrink = step > 1;
        var taps = Math.Min(length, shrink ? (int)Math.Ceiling(step) + 1 : 2);
        var starts = new int[count];
        var weights = new float[checked(count * taps)];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = Resampling.Interval(origin, extent, count, i);
            starts[i] = Math.Clamp((int)Math.Floor(from), 0, length - taps);
            Fill(weights.AsSpan(i * taps, taps), starts[i], from, to, length);
        }

        return new AxisWeights(starts, weights, taps);
    }

    private static void Fill(Span<float> weights, int start, double from, double to, int length)
    {
        var total = to - from;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            // The border cells reach out to infinity: whatever lies beyond the image repeats its edge.
            var cell = start + tap;
            var low = cell == 0 ? double.NegativeInfinity : cell;
            var high = cell == length - 1 ? double.PositiveInfinity : cell + 1;
            weights[tap] = (float)(Math.Max(0, Math.Min(to, high) - Math.Max(from, low)) / total);
        }
    }
}
