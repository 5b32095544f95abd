namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// How the probes (<see cref="DriftProbe"/>) of the series behind a reference are distributed: median and spread per band, robust, because a few
/// markers, implants or flat images must not widen what counts as usual.
/// </summary>
public sealed record DriftBaseline
{
    /// <summary>1.4826: the median absolute deviation of a normal distribution times this is its standard deviation.</summary>
    private const double NormalConsistency = 1.482602218505602;

    /// <summary>Median per band, in natural logarithms.</summary>
    public required IReadOnlyList<double> Median { get; init; }

    /// <summary>Median absolute deviation per band, scaled to the standard deviation of a normal distribution.</summary>
    public required IReadOnlyList<double> Spread { get; init; }

    /// <summary>Series that it was fitted on.</summary>
    public required int SeriesCount { get; init; }

    /// <summary>The baseline of <paramref name="probes"/>, one per series.</summary>
    public static DriftBaseline Fit(IReadOnlyList<IReadOnlyList<double>> probes)
    {
        ArgumentNullException.ThrowIfNull(probes);
        if (probes.Count == 0 || probes.Any(probe => probe.Count != probes[0].Count || !probe.All(double.IsFinite)))
        {
            throw new ArgumentException("A baseline needs at least one probe, all of one length and finite.", nameof(probes));
        }

        var median = new double[probes[0].Count];
        var spread = new double[median.Length];
        for (var band = 0; band < median.Length; band++)
        {
            var values = probes.Select(probe => probe[band]).ToArray();
            var middle = MedianOf(values);
            median[band] = middle;
            spread[band] = NormalConsistency * MedianOf([.. values.Select(value => Math.Abs(value - middle))]);
        }

        return new DriftBaseline { Median = median, Spread = spread, SeriesCount = probes.Count };
    }

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    internal static double MedianOf(double[] values)
    {
        Array.Sort(values);
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
