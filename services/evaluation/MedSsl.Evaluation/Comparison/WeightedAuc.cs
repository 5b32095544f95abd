namespace MedSsl.Evaluation.Comparison;

/// <summary>
/// AUC when image i counts w_i times, ties ½: what a bootstrap asks a thousand times of the same scores. The sort is done once; a round is
/// linear. With all weights 1 it is the Mann–Whitney statistic.
/// </summary>
internal sealed class WeightedAuc
{
    private readonly int[] _order;
    private readonly double[] _scores;
    private readonly bool[] _positive;

    public WeightedAuc(double[] scores, bool[] positive)
    {
        _order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])];
        (_scores, _positive) = (scores, positive);
    }

    /// <summary>Null where a side has no weight.</summary>
    public double? Of(ReadOnlySpan<int> weights)
    {
        long negatives = 0;
        long positives = 0;
        var wins = 0.0;
        for (var start = 0; start < _order.Length;)
        {
            long tiedNegatives = 0;
            long tiedPositives = 0;
            var score = _scores[_order[start]];
            for (; start < _order.Length && _scores[_order[start]] == score; start++)
            {
                var i = _order[start];
                _ = _positive[i] ? tiedPositives += weights[i] : tiedNegatives += weights[i];
            }

            wins += tiedPositives * (negatives + tiedNegatives / 2.0);
            negatives += tiedNegatives;
            positives += tiedPositives;
        }

        return negatives == 0 || positives == 0 ? null : wins / negatives / positives;
    }
}
