using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Results;
using MedSsl.Learning.Probes;
using MedSsl.Shards;

namespace MedSsl.Benchmarks.Learning;

/// <summary>
/// A labelled task and how backbones are asked: linear probes on frozen features of whole images at 96 px, batch-normalisation statistics re-estimated on all images of the task without their
/// labels, by the same code for trained and random weights. AUCs are of one fold each, averaged by their pairs, because probes of different folds are not on one scale. Intervals and p come from
/// resampling patients; the fitted probes stay as they are.
/// </summary>
internal sealed class LabelledTask : IDisposable
{
    private const int FeatureSize = 96;
    private const int FoldCount = 5;
    private const int Rounds = 2000;
    private const ulong BootstrapSeed = 20260;

    private readonly NormalizedImages source;
    private readonly SampleImages images;
    private readonly int[] labels;
    private readonly int[] positives; // the classes that are asked for, each against the rest
    private readonly string[] patients;
    private readonly List<(int[] Fitted, int[] Scored)> folds;

    /// <param name="source">Pixels; taken over.</param>
    /// <param name="samples">The labelled images.</param>
    /// <param name="positive">The class that is set against the rest; null for the mean over all classes.</param>
    /// <param name="division">How they are divided.</param>
    public LabelledTask(NormalizedImages source, IReadOnlyList<LabelledSample> samples, string? positive, Folds division)
    {
        samples = [.. samples.OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal)];
        (this.source, images) = (source, new SampleImages(source, samples, FeatureSize));
        patients = [.. samples.Select(sample => sample.Patient)];
        var classes = positive is null ? samples.Select(sample => sample.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() : ["rest", positive];
        labels = [.. samples.Select(sample => Math.Max(0, classes.IndexOf(sample.Label)))];
        positives = positive is null ? [.. Enumerable.Range(0, classes.Count)] : [1];
        var all = Enumerable.Range(0, samples.Count).ToArray();
        if (division == Folds.Given)
        {
            folds = [(Array.FindAll(all, i => samples[i].SplitHint == "train"), Array.FindAll(all, i => samples[i].SplitHint != "train"))];
            return;
        }

        var assigned = GroupFolds.Assign(labels, classes.Count, patients, FoldCount);
        folds = [.. Enumerable.Range(0, FoldCount).Select(fold => (Array.FindAll(all, i => assigned[i] != fold), Array.FindAll(all, i => assigned[i] == fold)))];
    }

    public void Dispose() => source.Dispose();

    /// <summary>[fold][scored image][class] probabilities by the features of a backbone, which is disposed of.</summary>
    public IReadOnlyList<double[][]> Probe(BackboneFeatures backbone)
    {
        using var owned = backbone;
        backbone.Calibrate(images, FeatureSize);
        var features = backbone.Extract(images, FeatureSize);
        return [.. folds.Select(fold => LinearProbe
            .Fit(Pick(features, fold.Fitted), Pick(labels, fold.Fitted), labels.Max() + 1, Pick(patients, fold.Fitted), new LinearProbeOptions())
            .Predict(Pick(features, fold.Scored)))];
    }

    /// <summary>AUC over the scored images of all folds.</summary>
    public double Auc(IReadOnlyList<double[][]> answers) => Scorer(answers)([.. Enumerable.Repeat(1, labels.Length)])!.Value;

    /// <summary>A trained backbone against the mean AUC of the random ones.</summary>
    public (double Auc, double Random, Interval? Interval, double? PValue) Compare(IReadOnlyList<double[][]> trained, IReadOnlyList<IReadOnlyList<double[][]>> random)
    {
        var scorer = Scorer(trained);
        var scorers = random.Select(Scorer).ToList();
        var bootstrap = new MacroBootstrap([scorer, weights => Mean(scorers.Select(one => one(weights)))], patients, Rounds, BootstrapSeed);
        var (interval, p) = bootstrap.Difference(0, 1);
        return (Auc(trained), random.Average(Auc), interval, p);
    }

    /// <summary>From how often each image counts to the mean over the asked classes of the mean over the folds; null where a class is empty.</summary>
    private Func<int[], double?> Scorer(IReadOnlyList<double[][]> answers)
    {
        var parts = positives.Select(k => folds.Select((fold, f) =>
        {
            var positive = Array.ConvertAll(fold.Scored, i => labels[i] == k);
            return (Auc: new WeightedAuc(Array.ConvertAll(answers[f], row => row[k]), positive), fold.Scored, Positive: positive);
        }).ToList()).ToList();
        return weights => Mean(parts.Select(one => Pooled(one, weights)));
    }

    private static double? Pooled(List<(WeightedAuc Auc, int[] Scored, bool[] Positive)> parts, int[] weights)
    {
        var (sum, pairs) = (0.0, 0.0);
        foreach (var (auc, scored, positive) in parts)
        {
            var own = Pick(weights, scored);
            if (auc.Of(own) is { } value)
            {
                var positives = (double)own.Where((_, i) => positive[i]).Sum();
                var weight = positives * (own.Sum() - positives);
                (sum, pairs) = (sum + (weight * value), pairs + weight);
            }
        }

        return pairs > 0 ? sum / pairs : null;
    }

    private static double? Mean(IEnumerable<double?> values)
    {
        var all = values.ToList();
        return all.TrueForAll(value => value is not null) ? all.Average() : null;
    }

    private static T[] Pick<T>(IReadOnlyList<T> from, int[] indices) => Array.ConvertAll(indices, i => from[i]);
}
