namespace MedSsl.Metrics;

/// <summary>
/// Cases sorted by falling score, in groups of equal score. What counts pairs or thresholds walks these groups, so that ties are treated alike
/// everywhere and a bootstrap sorts once.
/// </summary>
internal sealed class RankedScores
{
    private readonly int[] order;
    private readonly int[] groupEnds;
    private readonly bool[] positive;

    public RankedScores(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        CheckCases(scores, positive);
        this.positive = positive.ToArray();
        var falling = new double[scores.Length];
        order = new int[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            falling[i] = -scores[i];
            order[i] = i;
        }

        Array.Sort(falling, order);
        groupEnds = [.. Enumerable.Range(1, falling.Length).Where(end => end == falling.Length || falling[end] != falling[end - 1])];
    }

    /// <summary>Refuses what has no order or no label.</summary>
    public static void CheckCases(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
        {
            throw new ArgumentException($"Each case has a score and a label; {scores.Length} scores and {positive.Length} labels were given.", nameof(positive));
        }

        foreach (var score in scores)
        {
            if (double.IsNaN(score))
            {
                throw new ArgumentException("A score is not a number (NaN): it has no rank.", nameof(scores));
            }
        }
    }

    /// <summary>Refuses labels with fewer than <paramref name="least"/> cases of a class.</summary>
    public static (int Positives, int Negatives) CheckClasses(ReadOnlySpan<bool> positive, int least)
    {
        var positives = positive.Count(true);
        var negatives = positive.Length - positives;
        return positives >= least && negatives >= least
            ? (positives, negatives)
            : throw new ArgumentException($"At least {least} positive and {least} negative cases are needed; {positives} and {negatives} were given.", nameof(positive));
    }

    /// <summary>Weights of the positives and negatives of each group of equal score, highest score first.</summary>
    /// <param name="weights">How often a case counts; empty for once each.</param>
    public IEnumerable<(long Positives, long Negatives)> Groups(int[] weights)
    {
        var i = 0;
        foreach (var end in groupEnds)
        {
            long positives = 0, negatives = 0;
            for (; i < end; i++)
            {
                var weight = weights.Length == 0 ? 1 : weights[order[i]];
                if (positive[order[i]])
                {
                    positives += weight;
                }
                else
                {
                    negatives += weight;
                }
            }

            yield return (positives, negatives);
        }
    }

    /// <summary>Mann–Whitney: the share of pairs in which the positive case scores higher, ties counting half; NaN where a class is missing.</summary>
    public double Auc(int[] weights)
    {
        // Twice the number of pairs won, in integers: exact, so equal inputs in another order give equal areas.
        long positives = 0, negatives = 0;
        Int128 won = 0;
        foreach (var group in Groups(weights))
        {
            won += (Int128)group.Negatives * ((2 * positives) + group.Positives);
            positives += group.Positives;
            negatives += group.Negatives;
        }

        return (double)won / (2.0 * positives * negatives);
    }
}
