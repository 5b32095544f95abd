using MedSsl.Evaluation.Results;
using MedSsl.Imaging.Randomness;

namespace MedSsl.Evaluation.Comparison;

/// <summary>
/// Percentile bootstrap over patients for the macro average of one-versus-rest AUCs, where DeLong's variance does not apply. All images of a
/// drawn patient come along, as often as the patient is drawn; every backbone sees the same draws. Models stay as they were fitted.
/// </summary>
internal sealed class MacroBootstrap
{
    private readonly List<double[]> _rounds = []; // [round][backbone]

    /// <param name="macroAucs">One per backbone: the macro AUC under weights, null where a class has no image.</param>
    /// <param name="patients">Patient of each image.</param>
    /// <param name="rounds">Draws; one that leaves a class empty is not counted.</param>
    /// <param name="seed">Seed of the draws.</param>
    public MacroBootstrap(IReadOnlyList<Func<int[], double?>> macroAucs, IReadOnlyList<string> patients, int rounds, ulong seed)
    {
        var names = patients.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var index = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var patientOf = patients.Select(name => index[name]).ToArray();
        var drawn = new int[names.Count];
        for (var round = 0; round < rounds; round++)
        {
            var random = new SeededRandom(seed, (ulong)round);
            Array.Clear(drawn);
            for (var i = 0; i < names.Count; i++)
            {
                drawn[random.Next(names.Count)]++;
            }

            var weights = Array.ConvertAll(patientOf, patient => drawn[patient]);
            var values = macroAucs.Select(auc => auc(weights)).ToList();
            if (values.TrueForAll(value => value is not null))
            {
                _rounds.Add([.. values.Select(value => value!.Value)]);
            }
        }
    }

    /// <summary>Interval of one backbone; null when too few rounds could be scored.</summary>
    public Interval? Of(int backbone) => Percentiles([.. _rounds.Select(round => round[backbone])]);

    /// <summary>Interval and two-sided p of the difference of two backbones.</summary>
    public (Interval? Interval, double? PValue) Difference(int backbone, int other)
    {
        var differences = _rounds.Select(round => round[backbone] - round[other]).ToArray();
        if (Percentiles(differences) is not { } interval)
        {
            return (null, null);
        }

        // The share of rounds on the far side of zero, both tails; never below what this many rounds can tell.
        var tail = Math.Min(differences.Count(value => value <= 0), differences.Count(value => value >= 0));
        return (interval, Math.Min(1, 2.0 * (tail + 1) / (differences.Length + 1)));
    }

    private static Interval? Percentiles(double[] values)
    {
        const int Fewest = 40; // below it the 2.5 % point is a guess
        if (values.Length < Fewest)
        {
            return null;
        }

        Array.Sort(values);
        return new Interval(At(0.025), At(0.975));

        double At(double quantile)
        {
            var position = quantile * (values.Length - 1);
            var lower = (int)position;
            var upper = Math.Min(lower + 1, values.Length - 1);
            return values[lower] + (position - lower) * (values[upper] - values[lower]);
        }
    }
}
