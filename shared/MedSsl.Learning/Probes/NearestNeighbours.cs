namespace MedSsl.Learning.Probes;

/// <summary>
/// Weighted k-nearest-neighbour classifier on cosine similarity (Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance
/// Discrimination", 2018, section 3.4): each of the k nearest training samples votes for its class with weight exp(similarity / T). It has
/// nothing to fit, so it shows the geometry of the features alone.
/// </summary>
public static class NearestNeighbours
{
    /// <summary>Share of the votes for each class, for each row of <paramref name="testFeatures"/>.</summary>
    /// <param name="trainFeatures">One row per training sample.</param>
    /// <param name="trainLabels">Class per training sample, 0..<paramref name="classes"/>−1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="testFeatures">Rows to classify.</param>
    /// <param name="k">Neighbours that vote; all training samples where there are fewer.</param>
    /// <param name="temperature">T above.</param>
    public static double[][] Predict(
        float[][] trainFeatures, int[] trainLabels, int classes, float[][] testFeatures, int k = 20, double temperature = 0.07)
    {
        ArgumentNullException.ThrowIfNull(trainFeatures);
        ArgumentNullException.ThrowIfNull(trainLabels);
        ArgumentNullException.ThrowIfNull(testFeatures);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(temperature, 0);
        ProbeInput.Check(trainFeatures, trainLabels, classes);

        var train = Array.ConvertAll(trainFeatures, Unit);
        var used = Math.Min(k, train.Length);
        var similarities = new double[train.Length];
        var order = new int[train.Length];
        var result = new double[testFeatures.Length][];
        for (var i = 0; i < testFeatures.Length; i++)
        {
            var row = Unit(testFeatures[i]);
            if (row.Length != train[0].Length)
            {
                throw new ArgumentException($"Training rows have {train[0].Length} features; test row {i} has {row.Length}.", nameof(testFeatures));
            }

            for (var j = 0; j < train.Length; j++)
            {
                similarities[j] = FeatureMatrix.Dot(train[j], row);
                order[j] = j;
            }

            // Nearest first; the earlier sample first among equals, so that the answer does not depend on the sort.
            Array.Sort(order, (a, b) => similarities[b].CompareTo(similarities[a]) is not 0 and var difference ? difference : a.CompareTo(b));
            result[i] = Vote(order.AsSpan(0, used), similarities, trainLabels, classes, temperature);
        }

        return result;
    }

    private static double[] Vote(ReadOnlySpan<int> nearest, double[] similarities, int[] labels, int classes, double temperature)
    {
        var votes = new double[classes];
        var closest = similarities[nearest[0]];
        var sum = 0.0;
        foreach (var j in nearest)
        {
            var weight = Math.Exp((similarities[j] - closest) / temperature); // relative to the closest: no overflow at small T
            votes[labels[j]] += weight;
            sum += weight;
        }

        for (var c = 0; c < classes; c++)
        {
            votes[c] /= sum;
        }

        return votes;
    }

    /// <summary>The row at length 1; a row of zeros stays zero and is equally far from everything.</summary>
    private static double[] Unit(float[] row)
    {
        var unit = Array.ConvertAll(row, value => (double)value);
        var length = Math.Sqrt(FeatureMatrix.Dot(unit, unit));
        if (length > 0)
        {
            for (var i = 0; i < unit.Length; i++)
            {
                unit[i] /= length;
            }
        }

        return unit;
    }
}
