namespace MedSsl.Learning.Probes;

/// <summary>
/// Zero mean and unit variance per feature, by the numbers of the rows it was fitted on. A feature that is constant there says nothing and
/// becomes 0 everywhere, so that rounding noise is not blown up.
/// </summary>
internal sealed class Standardization
{
    private readonly double[] _mean;
    private readonly double[] _inverseDeviation;

    private Standardization(double[] mean, double[] inverseDeviation) => (_mean, _inverseDeviation) = (mean, inverseDeviation);

    public int Columns => _mean.Length;

    public static Standardization Fit(float[][] features, IReadOnlyList<int> indices)
    {
        var columns = features[indices[0]].Length;
        var mean = new double[columns];
        var square = new double[columns];
        foreach (var index in indices)
        {
            for (var column = 0; column < columns; column++)
            {
                mean[column] += features[index][column];
            }
        }

        for (var column = 0; column < columns; column++)
        {
            mean[column] /= indices.Count;
        }

        foreach (var index in indices)
        {
            for (var column = 0; column < columns; column++)
            {
                var difference = features[index][column] - mean[column];
                square[column] += difference * difference;
            }
        }

        var inverse = new double[columns];
        for (var column = 0; column < columns; column++)
        {
            var deviation = Math.Sqrt(square[column] / indices.Count);

            // Features are float: a spread below their precision is a constant.
            inverse[column] = deviation > 1e-6 * Math.Max(Math.Abs(mean[column]), 1e-12) ? 1 / deviation : 0;
        }

        return new Standardization(mean, inverse);
    }

    public void Apply(float[] row, Span<double> target)
    {
        for (var column = 0; column < target.Length; column++)
        {
            target[column] = (row[column] - _mean[column]) * _inverseDeviation[column];
        }
    }
}
