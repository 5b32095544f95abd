namespace MedSsl.Metrics;

/// <summary>
/// Percentile bootstrap that draws patients, not images: the images of a patient are alike, and drawing them one by one would make the interval too
/// narrow. The same seed gives the same interval on every machine.
/// </summary>
public static class PatientBootstrap
{
    /// <summary>The area with a 95 % interval.</summary>
    /// <param name="scores">One score per image.</param>
    /// <param name="positive">Its label.</param>
    /// <param name="groups">Its patient.</param>
    /// <param name="rounds">Rounds to draw; 1000 and more for a report.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="ArgumentException">A class has no case, there are fewer than two patients, the lengths differ, or a score is NaN.</exception>
    public static AucInterval Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, IReadOnlyList<string> groups, int rounds, ulong seed)
    {
        var ranked = new RankedScores(scores, positive);
        var (low, high, patients) = Interval(ranked.Auc, positive, groups, rounds, seed);
        return new AucInterval(ranked.Auc([]), low, high, rounds, patients);
    }

    /// <summary>Area of A minus area of B, each round drawn for both alike, with a 95 % interval.</summary>
    /// <param name="scoresA">One score of A per image.</param>
    /// <param name="scoresB">One score of B per image.</param>
    /// <param name="positive">Its label.</param>
    /// <param name="groups">Its patient.</param>
    /// <param name="rounds">Rounds to draw; 1000 and more for a report.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="ArgumentException">A class has no case, there are fewer than two patients, the lengths differ, or a score is NaN.</exception>
    public static AucDifferenceInterval PairedAuc(
        ReadOnlySpan<double> scoresA, ReadOnlySpan<double> scoresB, ReadOnlySpan<bool> positive, IReadOnlyList<string> groups, int rounds, ulong seed)
    {
        var (a, b) = (new RankedScores(scoresA, positive), new RankedScores(scoresB, positive));
        var (low, high, patients) = Interval(weights => a.Auc(weights) - b.Auc(weights), positive, groups, rounds, seed);
        return new AucDifferenceInterval(a.Auc([]) - b.Auc([]), low, high, rounds, patients);
    }

    private static (double Low, double High, int Patients) Interval(
        Func<int[], double> statistic, ReadOnlySpan<bool> positive, IReadOnlyList<string> groups, int rounds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        RankedScores.CheckClasses(positive, least: 1);
        if (groups.Count != positive.Length)
        {
            throw new ArgumentException($"Each image has a patient; {groups.Count} patients and {positive.Length} labels were given.", nameof(groups));
        }

        var (patientOfCase, patients) = Number(groups);
        if (patients < 2)
        {
            throw new ArgumentException("At least two patients are needed: one alone says nothing about others.", nameof(groups));
        }

        var random = new SplitMix64(seed);
        var values = new double[rounds];
        for (var round = 0; round < rounds;)
        {
            values[round] = statistic(Draw(ref random, patientOfCase, patients));

            // A draw without one of the classes has no area and is drawn again; with two patients or more, half of all draws or fewer are such.
            round += double.IsNaN(values[round]) ? 0 : 1;
        }

        Array.Sort(values);
        return (Quantile(values, 0.025), Quantile(values, 0.975), patients);
    }

    /// <summary>How often each case counts when as many patients as there are were drawn with replacement.</summary>
    private static int[] Draw(ref SplitMix64 random, int[] patientOfCase, int patients)
    {
        var drawn = new int[patients];
        for (var i = 0; i < patients; i++)
        {
            drawn[random.Next(patients)]++;
        }

        return Array.ConvertAll(patientOfCase, patient => drawn[patient]);
    }

    private static (int[] PatientOfCase, int Patients) Number(IReadOnlyList<string> groups)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var patientOfCase = new int[groups.Count];
        for (var i = 0; i < groups.Count; i++)
        {
            numbers.TryAdd(groups[i], numbers.Count);
            patientOfCase[i] = numbers[groups[i]];
        }

        return (patientOfCase, numbers.Count);
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
