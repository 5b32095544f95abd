namespace MedSsl.Learning.Probes;

/// <summary>
/// Multinomial logistic regression: minimises  mean cross-entropy + λ/2 ‖W‖²  (biases are free). The objective is convex, and strictly so in
/// W for λ &gt; 0, so the answer does not depend on the start and exists for separable data too.
/// </summary>
internal sealed class SoftmaxRegression
{
    private readonly double[] _parameters; // per class: Columns weights, then the bias

    private SoftmaxRegression(double[] parameters, int classes, int columns) =>
        (_parameters, Classes, Columns) = (parameters, classes, columns);

    public int Classes { get; }

    public int Columns { get; }

    /// <param name="features">[n, Columns], standardised.</param>
    /// <param name="labels">Class per row, 0..<paramref name="classes"/>−1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="penalty">λ &gt; 0.</param>
    /// <param name="options">Where the optimiser stops.</param>
    /// <param name="start">A fit with another λ to start from: saves iterations, changes nothing else.</param>
    public static SoftmaxRegression Fit(
        FeatureMatrix features, int[] labels, int classes, double penalty, LinearProbeOptions options, SoftmaxRegression? start = null)
    {
        var parameters = start is null ? new double[classes * (features.Columns + 1)] : (double[])start._parameters.Clone();
        Lbfgs.Minimize(
            (point, gradient) => Objective(features, labels, classes, penalty, point, gradient),
            parameters,
            options.MaxIterations,
            options.GradientTolerance);
        return new SoftmaxRegression(parameters, classes, features.Columns);
    }

    public void Predict(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        Logits(_parameters, row, probabilities);
        Softmax(probabilities);
    }

    /// <summary>Mean cross-entropy over the rows: the figure the inner cross-validation compares.</summary>
    public double LogLoss(FeatureMatrix features, int[] labels)
    {
        Span<double> logits = new double[Classes];
        var sum = 0.0;
        for (var row = 0; row < features.Rows; row++)
        {
            Logits(_parameters, features.Row(row), logits);
            var target = logits[labels[row]];
            sum += Softmax(logits) - target;
        }

        return sum / features.Rows;
    }

    internal static double Objective(
        FeatureMatrix features, int[] labels, int classes, double penalty, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var columns = features.Columns;
        var stride = columns + 1;
        Span<double> logits = new double[classes];
        gradient.Clear();
        var loss = 0.0;
        for (var row = 0; row < features.Rows; row++)
        {
            var values = features.Row(row);
            Logits(parameters, values, logits);
            var target = logits[labels[row]];
            loss += Softmax(logits) - target;
            logits[labels[row]] -= 1; // p − onehot(y): the gradient with respect to the logits
            for (var k = 0; k < classes; k++)
            {
                FeatureMatrix.AddScaled(values, logits[k], gradient.Slice(k * stride, columns));
                gradient[k * stride + columns] += logits[k];
            }
        }

        var norm = 0.0;
        for (var k = 0; k < classes; k++)
        {
            var weights = parameters.Slice(k * stride, columns);
            norm += FeatureMatrix.Dot(weights, weights);
            for (var i = k * stride; i < (k + 1) * stride; i++)
            {
                gradient[i] /= features.Rows;
            }

            FeatureMatrix.AddScaled(weights, penalty, gradient.Slice(k * stride, columns));
        }

        return loss / features.Rows + penalty / 2 * norm;
    }

    private static void Logits(ReadOnlySpan<double> parameters, ReadOnlySpan<double> row, Span<double> logits)
    {
        var stride = row.Length + 1;
        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] = FeatureMatrix.Dot(parameters.Slice(k * stride, row.Length), row) + parameters[k * stride + row.Length];
        }
    }

    /// <summary>Turns logits into probabilities in place and returns log Σ exp(logit).</summary>
    private static double Softmax(Span<double> logits)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        var sum = 0.0;
        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] = Math.Exp(logits[k] - largest);
            sum += logits[k];
        }

        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] /= sum;
        }

        return largest + Math.Log(sum);
    }
}
