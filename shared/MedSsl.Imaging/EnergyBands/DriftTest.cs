namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Whether the newest series of a scanner still look like those of the reference: per quantity (<see cref="DriftProbe"/>) the median over a window, its distance to the reference's
/// median in standard errors of that difference. The standard error of a median of n normal values is sqrt(pi / 2) sd / sqrt(n) (Kenney and Keeping,
/// "Mathematics of Statistics", part 1, 1962); the reference's own median has one too.
/// </summary>
public static class DriftTest
{
    /// <summary>Newest series of a scanner that are judged together.</summary>
    public const int Window = 100;

    /// <summary>Fewer series than this say nothing, of a scanner as of a reference.</summary>
    public const int FewestSeries = 20;

    /// <summary>
    /// |z| from which a scanner counts as drifted: at a full window a median about 0.8 spreads of the reference away. An unchanged scanner is looked at
    /// again with every series and in every quantity, so that a level which one look in a thousand reaches would cry every day.
    /// </summary>
    public const double Limit = 6;

    // Energies of one scanner and protocol may lie closer together than anybody cares for: 5 % counts as spread in any case.
    private const double SmallestSpread = 0.05;

    private static readonly double MedianError = Math.Sqrt(Math.PI / 2);

    /// <summary>z per quantity of the newest probes, one per series; null when there are too few of them, or too few behind the baseline.</summary>
    public static double[]? Judge(DriftBaseline baseline, IReadOnlyList<IReadOnlyList<double>> newest)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(newest);
        var comparable = newest.Where(probe => probe.Count == baseline.Median.Count).ToList(); // other bands, by another configuration, say nothing
        if (comparable.Count < FewestSeries || baseline.SeriesCount < FewestSeries)
        {
            return null;
        }

        var z = new double[baseline.Median.Count];
        for (var band = 0; band < z.Length; band++)
        {
            var median = DriftBaseline.MedianOf([.. comparable.Select(probe => probe[band])]);
            var error = MedianError * Math.Max(baseline.Spread[band], SmallestSpread) * Math.Sqrt((1.0 / comparable.Count) + (1.0 / baseline.SeriesCount));
            z[band] = (median - baseline.Median[band]) / error;
        }

        return z;
    }

    /// <summary>The largest |z|.</summary>
    public static double Strength(IReadOnlyList<double> z)
    {
        ArgumentNullException.ThrowIfNull(z);
        return z.Max(Math.Abs);
    }

    /// <summary>Raised at <see cref="Limit"/> and over below half of it, so that a scanner at the limit does not alarm again and again.</summary>
    public static bool IsRaised(bool wasRaised, double strength) => strength >= (wasRaised ? Limit / 2 : Limit);
}
