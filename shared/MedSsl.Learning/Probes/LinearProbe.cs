namespace MedSsl.Learning.Probes;

/// <summary>
/// Linear probe: how well a linear classifier reads a task from frozen features. Features are standardised, the classifier is L2-penalised
/// multinomial logistic regression in double precision, and the penalty is chosen on the training side by cross-validation in which no
/// group (patient) is on both sides. The same input gives the same probe.
/// </summary>
public sealed class LinearProbe
{
    private readonly Standardization _standardization;
    private readonly SoftmaxRegression _regression;

    private LinearProbe(Standardization standardization, SoftmaxRegression regression, double penalty) =>
        (_standardization, _regression, Penalty) = (standardization, regression, penalty);

    /// <summary>The penalty that the inner cross-validation chose.</summary>
    public double Penalty { get; }

    /// <summary>Fits a probe.</summary>
    /// <param name="features">One row per sample, all of one length, finite.</param>
    /// <param name="labels">Class per sample, 0..<paramref name="classes"/>−1; at least two classes must occur.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="groups">Group (patient) per sample.</param>
    /// <param name="options">Penalties, folds, precision.</param>
    /// <exception cref="ArgumentException">The input cannot be fitted; the message says what to change.</exception>
    public static LinearProbe Fit(
        float[][] features, int[] labels, int classes, IReadOnlyList<string> groups, LinearProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        ProbeInput.Check(features, labels, classes);
        if (groups.Count != features.Length)
        {
            throw new ArgumentException($"Each sample needs a group: there are {features.Length} samples and {groups.Count} groups.", nameof(groups));
        }

        if (options.Penalties.Count == 0 || options.Penalties.Any(penalty => !(penalty > 0 && double.IsFinite(penalty))))
        {
            throw new ArgumentException($"Penalties must be one or more numbers above 0; found: {string.Join(", ", options.Penalties)}.", nameof(options));
        }

        if (labels.Distinct().Count() < 2)
        {
            throw new ArgumentException(
                $"A linear probe needs samples of at least two classes; all {labels.Length} samples are of class {labels[0]}. Add labelled samples of another class.",
                nameof(labels));
        }

        var penalty = ChoosePenalty(features, labels, classes, groups, options);
        var everything = Enumerable.Range(0, features.Length).ToArray();
        var standardization = Standardization.Fit(features, everything);
        var matrix = FeatureMatrix.From(features, everything, standardization);
        return new LinearProbe(standardization, SoftmaxRegression.Fit(matrix, labels, classes, penalty, options), penalty);
    }

    /// <summary>Probability of each class for each row.</summary>
    public double[][] Predict(float[][] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = new double[_standardization.Columns];
        var result = new double[features.Length][];
        for (var i = 0; i < features.Length; i++)
        {
            if (features[i].Length != row.Length)
            {
                throw new ArgumentException($"The probe was fitted on {row.Length} features; row {i} has {features[i].Length}.", nameof(features));
            }

            _standardization.Apply(features[i], row);
            result[i] = new double[_regression.Classes];
            _regression.Predict(row, result[i]);
        }

        return result;
    }

    /// <summary>The penalty with the smallest cross-entropy on held-out groups; of equals the strongest.</summary>
    private static double ChoosePenalty(
        float[][] features, int[] labels, int classes, IReadOnlyList<string> groups, LinearProbeOptions options)
    {
        // Strongest first: each fit starts from the one before, and of equally good penalties the simpler model is kept.
        var penalties = options.Penalties.OrderDescending().ToArray();
        var folds = Math.Min(options.Folds, groups.Distinct(StringComparer.Ordinal).Count());
        var loss = new double[penalties.Length];
        var scored = 0;
        if (penalties.Length > 1 && folds > 1)
        {
            var assigned = GroupFolds.Assign(labels, classes, groups, folds);
            for (var fold = 0; fold < folds; fold++)
            {
                scored += ScoreFold(features, labels, classes, Indices(assigned, f => f != fold), Indices(assigned, f => f == fold), penalties, options, loss);
            }
        }

        // No usable fold (one patient, or one class per patient): the middle of the list, which was not tuned on anything.
        return scored == 0 ? penalties[penalties.Length / 2] : penalties[Array.IndexOf(loss, loss.Min())];
    }

    /// <summary>Adds the held-out cross-entropy of each penalty; answers the number of samples scored.</summary>
    private static int ScoreFold(
        float[][] features, int[] labels, int classes, int[] fitted, int[] heldOut, double[] penalties, LinearProbeOptions options, double[] loss)
    {
        var fittedLabels = Array.ConvertAll(fitted, i => labels[i]);
        if (heldOut.Length == 0 || fittedLabels.Distinct().Count() < 2)
        {
            return 0;
        }

        var standardization = Standardization.Fit(features, fitted);
        var inside = FeatureMatrix.From(features, fitted, standardization);
        var outside = FeatureMatrix.From(features, heldOut, standardization);
        var outsideLabels = Array.ConvertAll(heldOut, i => labels[i]);
        SoftmaxRegression? regression = null;
        for (var i = 0; i < penalties.Length; i++)
        {
            regression = SoftmaxRegression.Fit(inside, fittedLabels, classes, penalties[i], options, regression);
            loss[i] += regression.LogLoss(outside, outsideLabels) * heldOut.Length;
        }

        return heldOut.Length;
    }

    private static int[] Indices(int[] assigned, Predicate<int> wanted) =>
        [.. Enumerable.Range(0, assigned.Length).Where(i => wanted(assigned[i]))];
}
