namespace MedSsl.Metrics;

/// <summary>
/// The structural components of DeLong: for each positive case the share of negatives it beats (V10), for each negative case the share of positives
/// that beat it (V01); ties count half. Both come from ranks among all cases and inside the class (Sun and Xu 2014, eq. 5 and 6).
/// </summary>
internal sealed class Placements
{
    private readonly double[] ofPositives;
    private readonly double[] ofNegatives;

    public Placements(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        RankedScores.CheckCases(scores, positive);
        var (positives, negatives) = RankedScores.CheckClasses(positive, least: 2);
        var all = Midranks(scores);
        ofPositives = new double[positives];
        ofNegatives = new double[negatives];
        var (inPositives, inNegatives) = (Midranks(Select(scores, positive, true)), Midranks(Select(scores, positive, false)));
        for (int i = 0, p = 0, n = 0; i < scores.Length; i++)
        {
            if (positive[i])
            {
                ofPositives[p] = (all[i] - inPositives[p]) / negatives;
                p++;
            }
            else
            {
                ofNegatives[n] = 1 - ((all[i] - inNegatives[n]) / positives);
                n++;
            }
        }

        Auc = new RankedScores(scores, positive).Auc([]);
    }

    public double Auc { get; }

    public int Positives => ofPositives.Length;

    public int Negatives => ofNegatives.Length;

    public int SmallerClass => Math.Min(Positives, Negatives);

    /// <summary>Variance of the area.</summary>
    public double Variance() => VarianceOfMean(ofPositives, Auc) + VarianceOfMean(ofNegatives, Auc);

    /// <summary>Variance of the difference of two areas on the same cases, from the differences themselves: nothing cancels, equal ranks give 0.</summary>
    public double VarianceOfDifference(Placements other) =>
        VarianceOfMean(Differences(ofPositives, other.ofPositives), Auc - other.Auc) + VarianceOfMean(Differences(ofNegatives, other.ofNegatives), Auc - other.Auc);

    private static double VarianceOfMean(double[] values, double mean) =>
        values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;

    private static double[] Differences(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    /// <summary>Ranks from 1; equal values share the mean of theirs.</summary>
    private static double[] Midranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
            }

            foreach (var i in order.AsSpan(start, end - start))
            {
                ranks[i] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    private static double[] Select(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, bool wanted)
    {
        var selected = new List<double>(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (positive[i] == wanted)
            {
                selected.Add(scores[i]);
            }
        }

        return [.. selected];
    }
}
