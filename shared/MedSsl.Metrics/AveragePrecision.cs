namespace MedSsl.Metrics;

/// <summary>Average precision: the area under the precision-recall curve as a sum of steps, without interpolation.</summary>
public static class AveragePrecision
{
    /// <summary>
    /// Sum over thresholds of (gain of recall) × precision. Cases of equal score enter together. Without negative cases it is 1.
    /// </summary>
    /// <exception cref="ArgumentException">There is no positive case, the lengths differ, or a score is NaN.</exception>
    public static double Compute(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var ranked = new RankedScores(scores, positive);
        var total = positive.Count(true);
        if (total == 0)
        {
            throw new ArgumentException($"At least one positive case is needed; none of {positive.Length} is.", nameof(positive));
        }

        double sum = 0;
        long found = 0, called = 0;
        foreach (var group in ranked.Groups([]))
        {
            found += group.Positives;
            called += group.Positives + group.Negatives;
            sum += (double)group.Positives / total * found / called;
        }

        return sum;
    }
}
