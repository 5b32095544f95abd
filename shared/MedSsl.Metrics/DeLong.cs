namespace MedSsl.Metrics;

/// <summary>
/// Variance of areas under ROC curves without a model of the scores (DeLong, DeLong and Clarke-Pearson 1988), by midranks in O(n log n) (Sun and Xu
/// 2014). It takes cases as independent: where a patient has several, use <see cref="PatientBootstrap"/>.
/// </summary>
/// <remarks>
/// Deviation: where the formula gives variance 0 although the sample is finite (all pairs won, or all lost), it would claim certainty. There the
/// bound comes from the smaller class alone: n cases without exception, two-sided 95 % (Clopper and Pearson 1934).
/// </remarks>
public static class DeLong
{
    private const double Alpha = 0.05;

    // Standard errors below are the rounding of equal terms.
    private const double Rounding = 1e-12;

    /// <summary>The area with a 95 % interval that is normal on the logit scale, and so stays between 0 and 1.</summary>
    /// <exception cref="ArgumentException">A class has fewer than two cases, the lengths differ, or a score is NaN.</exception>
    public static AucEstimate Estimate(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var placements = new Placements(scores, positive);
        var variance = placements.Variance();
        var (low, high) = Interval(placements, variance);
        return new AucEstimate(placements.Auc, variance, low, high, placements.Positives, placements.Negatives);
    }

    /// <summary>
    /// Area of A minus area of B on the same cases, with the covariance that this brings. Where their difference has variance 0 but is not 0, the
    /// interval spans those of the two areas, and the p value is the smallest that a sign test on the smaller class can give.
    /// </summary>
    /// <exception cref="ArgumentException">A class has fewer than two cases, the lengths differ, or a score is NaN.</exception>
    public static AucDifference Paired(ReadOnlySpan<double> scoresA, ReadOnlySpan<double> scoresB, ReadOnlySpan<bool> positive)
    {
        var (a, b) = (new Placements(scoresA, positive), new Placements(scoresB, positive));
        var difference = a.Auc - b.Auc;
        var deviation = Math.Sqrt(a.VarianceOfDifference(b));
        if (deviation > Rounding)
        {
            var half = NormalDistribution.Quantile975 * deviation;
            return new AucDifference(difference, Math.Max(difference - half, -1), Math.Min(difference + half, 1), NormalDistribution.TwoSidedP(difference / deviation));
        }

        if (difference == 0)
        {
            return new AucDifference(0, 0, 0, 1);
        }

        var (lowA, highA) = Interval(a, a.Variance());
        var (lowB, highB) = Interval(b, b.Variance());
        return new AucDifference(difference, lowA - highB, highA - lowB, 2 * Math.ScaleB(1, -a.SmallerClass));
    }

    private static (double Low, double High) Interval(Placements placements, double variance)
    {
        var auc = placements.Auc;
        if (auc is 0 or 1)
        {
            var bound = Math.Pow(Alpha / 2, 1.0 / placements.SmallerClass);
            return auc == 1 ? (bound, 1) : (0, 1 - bound);
        }

        var logit = Math.Log(auc / (1 - auc));
        var half = NormalDistribution.Quantile975 * Math.Sqrt(variance) / (auc * (1 - auc));
        return (Logistic(logit - half), Logistic(logit + half));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
