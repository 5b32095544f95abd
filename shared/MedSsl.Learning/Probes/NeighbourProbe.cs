using MedSsl.Metrics;

namespace MedSsl.Learning.Probes;

/// <summary>
/// How well a backbone tells classes apart, by its nearest neighbours among other patients: each fold of the patients is classified by all others (<see cref="NearestNeighbours"/>). It works on a
/// copy of the weights, whose batch-norm statistics it estimates on the probe's own images, so that a training never notices it.
/// </summary>
public static class NeighbourProbe
{
    private const int Folds = 5;

    /// <summary>Probes a backbone.</summary>
    /// <param name="backbone">Its weights as <see cref="BackboneFeatures.FromWeights"/> reads them.</param>
    /// <param name="set">On what; two or more images of two or more patients.</param>
    public static ProbeReport Measure(Stream backbone, ProbeSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        using var features = BackboneFeatures.FromWeights(backbone);
        features.Calibrate(set.Images, set.Size);
        return Measure(features.Extract(set.Images, set.Size), set);
    }

    /// <summary>The same from features.</summary>
    /// <param name="rows">One row for each image.</param>
    /// <param name="set">On what; its images are not looked at.</param>
    internal static ProbeReport Measure(float[][] rows, ProbeSet set)
    {
        int[] classes = [.. set.Classes];
        var folds = GroupFolds.Assign(classes, set.ClassCount, set.Patients, Folds);
        var votes = new double[rows.Length][];
        foreach (var fold in folds.Distinct())
        {
            int[] test = [.. Enumerable.Range(0, rows.Length).Where(i => folds[i] == fold)];
            int[] train = [.. Enumerable.Range(0, rows.Length).Where(i => folds[i] != fold)];
            var answers = NearestNeighbours.Predict([.. train.Select(i => rows[i])], [.. train.Select(i => classes[i])], set.ClassCount, [.. test.Select(i => rows[i])]);
            foreach (var (place, i) in test.Index())
            {
                votes[i] = answers[place];
            }
        }

        var right = classes.Index().Count(row => votes[row.Index].Index().MaxBy(vote => vote.Item).Index == row.Item);
        return new ProbeReport(set.Label, rows.Length, Auc(votes, classes, set.ClassCount), (double)right / rows.Length);
    }

    private static double? Auc(double[][] votes, int[] classes, int count)
    {
        if (Enumerable.Range(0, count).Any(one => classes.Count(found => found == one) is var images && (images < 2 || images > classes.Length - 2)))
        {
            return null;
        }

        // Of two classes one says all.
        return Enumerable.Range(count == 2 ? 1 : 0, count == 2 ? 1 : count)
            .Average(one => DeLong.Estimate([.. votes.Select(vote => vote[one])], [.. classes.Select(found => found == one)]).Auc);
    }
}
