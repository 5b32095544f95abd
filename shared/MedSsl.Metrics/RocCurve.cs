namespace MedSsl.Metrics;

/// <summary>The receiver operating characteristic of scores, where a higher score speaks for positive.</summary>
public static class RocCurve
{
    /// <summary>
    /// The curve and its area. Cases of equal score enter together, so that the area is the Mann–Whitney statistic with ties counting half; scores
    /// that are all equal give the diagonal and 0.5.
    /// </summary>
    /// <exception cref="ArgumentException">A class has no case, the lengths differ, or a score is NaN.</exception>
    public static RocCurveResult Compute(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var ranked = new RankedScores(scores, positive);
        var (positives, negatives) = RankedScores.CheckClasses(positive, least: 1);
        var points = new List<RocPoint> { new(0, 0) };
        long truePositives = 0, falsePositives = 0;
        foreach (var group in ranked.Groups([]))
        {
            truePositives += group.Positives;
            falsePositives += group.Negatives;
            points.Add(new RocPoint((double)falsePositives / negatives, (double)truePositives / positives));
        }

        return new RocCurveResult(points, ranked.Auc([]));
    }
}
