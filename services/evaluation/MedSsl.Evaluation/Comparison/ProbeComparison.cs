using MedSsl.Evaluation.Results;
using MedSsl.Metrics;

namespace MedSsl.Evaluation.Comparison;

/// <summary>
/// From probabilities to figures, for one kind of probe: AUC with 95 % intervals by DeLong and by resampling patients, and the paired
/// difference of the model from each random backbone. Two classes make one question (the second class against the first); more classes make
/// one question per class and their mean. Pure: the same input gives the same figures.
/// </summary>
internal static class ProbeComparison
{
    private const int RocPoints = 200;

    // Below these, resampling patients has next to nothing to vary, and the interval would look certain because it is empty of information.
    private const int FewestPatients = 5;
    private const int FewestPatientsOfASide = 3;

    /// <param name="probe">Name of the probe.</param>
    /// <param name="outputs">[backbone][image][class]: the model first, then the random backbones by seed.</param>
    /// <param name="penalties">Penalty per backbone; empty where the probe has none.</param>
    /// <param name="test">The truth.</param>
    /// <param name="rounds">Rounds of the bootstrap.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ProbeResult Compare(
        string probe, IReadOnlyList<double[][]> outputs, IReadOnlyList<double> penalties, TestSide test, int rounds, ulong seed)
    {
        var classes = test.Classes.Count;
        var questions = classes == 2 ? [1] : Enumerable.Range(0, classes);
        var targets = questions.Select(k => OneAgainstRest(k, outputs, test, rounds, seed)).ToList();
        if (classes > 2)
        {
            targets.Add(MacroAverage(targets, outputs, test, rounds, seed));
        }

        return new ProbeResult { Probe = probe, Penalties = penalties, Targets = targets };
    }

    private static TargetResult OneAgainstRest(int k, IReadOnlyList<double[][]> outputs, TestSide test, int rounds, ulong seed)
    {
        var positive = Array.ConvertAll(test.Labels, label => label == k);
        var scores = outputs.Select(output => Array.ConvertAll(output, row => row[k])).ToList();
        var scored = scores.Select((one, backbone) =>
        {
            var delong = DeLong.Estimate(one, positive);
            return new BackboneScore
            {
                Seed = backbone == 0 ? null : backbone - 1,
                Auc = delong.Auc,
                DeLong = new Interval(delong.Low, delong.High),
                Patients = Resampled(one, positive, test.Patients, rounds, seed),
                Difference = backbone == 0 ? null : Difference(scores[0], one, positive, test.Patients, rounds, seed),
                Roc = Thin(RocCurve.Compute(one, positive)),
            };
        }).ToList();
        return new TargetResult { Target = test.Classes[k], IsMacro = false, Model = scored[0], Random = scored[1..] };
    }

    private static ScoreDifference Difference(
        double[] model, double[] other, bool[] positive, IReadOnlyList<string> patients, int rounds, ulong seed)
    {
        var delong = DeLong.Paired(model, other, positive);
        var resampled = Enough(positive, patients) ? PatientBootstrap.PairedAuc(model, other, positive, patients, rounds, seed) : null;
        return new ScoreDifference
        {
            Value = delong.Difference,
            DeLong = new Interval(delong.Low, delong.High),
            Patients = resampled is null ? null : new Interval(resampled.Low, resampled.High),
            PValue = delong.PValue,
        };
    }

    private static Interval? Resampled(double[] scores, bool[] positive, IReadOnlyList<string> patients, int rounds, ulong seed)
    {
        if (!Enough(positive, patients))
        {
            return null;
        }

        var resampled = PatientBootstrap.Auc(scores, positive, patients, rounds, seed);
        return new Interval(resampled.Low, resampled.High);
    }

    private static bool Enough(bool[] positive, IReadOnlyList<string> patients)
    {
        return Count(_ => true) >= FewestPatients && Count(i => positive[i]) >= FewestPatientsOfASide && Count(i => !positive[i]) >= FewestPatientsOfASide;

        int Count(Func<int, bool> wanted) => Enumerable.Range(0, positive.Length).Where(wanted).Select(i => patients[i]).Distinct(StringComparer.Ordinal).Count();
    }

    private static TargetResult MacroAverage(
        IReadOnlyList<TargetResult> targets, IReadOnlyList<double[][]> outputs, TestSide test, int rounds, ulong seed)
    {
        var perClass = outputs.Select(output => Enumerable.Range(0, test.Classes.Count)
            .Select(k => new WeightedAuc(Array.ConvertAll(output, row => row[k]), Array.ConvertAll(test.Labels, label => label == k)))
            .ToList()).ToList();
        var enough = targets.All(target => target.Model.Patients is not null);
        var bootstrap = new MacroBootstrap(
            [.. perClass.Select(aucs => (Func<int[], double?>)(weights => Mean(aucs.Select(auc => auc.Of(weights)))))], test.Patients, enough ? rounds : 0, seed);

        var modelAuc = targets.Average(target => target.Model.Auc);
        return new TargetResult
        {
            Target = TargetResult.Macro,
            IsMacro = true,
            Model = new BackboneScore { Auc = modelAuc, Patients = bootstrap.Of(0) },
            Random = [.. Enumerable.Range(0, outputs.Count - 1).Select(i =>
            {
                var auc = targets.Average(target => target.Random[i].Auc);
                var (interval, p) = bootstrap.Difference(0, i + 1);
                return new BackboneScore
                {
                    Seed = i,
                    Auc = auc,
                    Patients = bootstrap.Of(i + 1),
                    Difference = new ScoreDifference { Value = modelAuc - auc, Patients = interval, PValue = p },
                };
            })],
        };
    }

    /// <summary>Null when one of the values is.</summary>
    private static double? Mean(IEnumerable<double?> values)
    {
        var sum = 0.0;
        var count = 0;
        foreach (var value in values)
        {
            if (value is null)
            {
                return null;
            }

            sum += value.Value;
            count++;
        }

        return sum / count;
    }

    /// <summary>At most <see cref="RocPoints"/> points, the ends among them: more than a plot can show would only swell the result.</summary>
    private static IReadOnlyList<double[]> Thin(RocCurveResult curve)
    {
        var points = curve.Points;
        var count = Math.Min(points.Count, RocPoints);
        return [.. Enumerable.Range(0, count)
            .Select(i => points[count == 1 ? 0 : (int)((long)i * (points.Count - 1) / (count - 1))])
            .Select(point => new[] { Math.Round(point.FalsePositiveRate, 4), Math.Round(point.TruePositiveRate, 4) })];
    }
}
