using MedSsl.Learning.Probes;
using Xunit;

namespace MedSsl.Learning.Tests.Probes;

public sealed class LinearProbeTests
{
    private static readonly LinearProbeOptions Options = new();

    [Fact]
    public void Fit_separable_data_gives_finite_probabilities_and_AUC_1()
    {
        var (features, labels, patients) = ProbeData.Clouds(60, 8, distance: 20, seed: 1);
        var probabilities = LinearProbe.Fit(features, labels, 2, patients, Options).Predict(features);

        Assert.Equal(1, ProbeData.Auc(probabilities, labels));
        Assert.All(probabilities, row => Assert.Equal(1, row.Sum(), 12));
    }

    [Fact]
    public void Fit_more_features_than_samples_reads_unseen_patients_better_than_chance_and_noise_does_not()
    {
        var (features, labels, patients) = ProbeData.Clouds(120, 200, distance: 3, seed: 2);
        var (unseen, unseenLabels, _) = ProbeData.Clouds(120, 200, distance: 3, seed: 3);
        var (noise, _, _) = ProbeData.Clouds(120, 200, distance: 0, seed: 4);

        Assert.InRange(ProbeData.Auc(LinearProbe.Fit(features, labels, 2, patients, Options).Predict(unseen), unseenLabels), 0.85, 1);
        Assert.InRange(ProbeData.Auc(LinearProbe.Fit(noise, labels, 2, patients, Options).Predict(unseen), unseenLabels), 0.3, 0.7);
    }

    [Fact]
    public void Fit_scale_and_shift_of_a_feature_change_nothing()
    {
        var (features, labels, patients) = ProbeData.Clouds(90, 6, distance: 1, seed: 5);
        var moved = Array.ConvertAll(features, row => Array.ConvertAll(row, value => 8 * value + 16)); // exact in binary
        var expected = LinearProbe.Fit(features, labels, 2, patients, Options).Predict(features);
        var actual = LinearProbe.Fit(moved, labels, 2, patients, Options).Predict(moved);

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i][1], actual[i][1], 4);
        }
    }

    [Fact]
    public void Fit_same_input_gives_the_same_bits()
    {
        var (features, labels, patients) = ProbeData.Clouds(90, 6, distance: 1, seed: 6);
        var first = LinearProbe.Fit(features, labels, 2, patients, Options);
        var second = LinearProbe.Fit(features, labels, 2, patients, Options);

        Assert.Equal(first.Penalty, second.Penalty);
        Assert.Equal(first.Predict(features), second.Predict(features));
    }

    [Fact]
    public void Fit_pure_noise_chooses_the_strongest_penalty_and_clear_signal_a_weak_one()
    {
        var (noise, labels, patients) = ProbeData.Clouds(90, 40, distance: 0, seed: 7);
        var (signal, _, _) = ProbeData.Clouds(90, 40, distance: 20, seed: 7);

        Assert.Equal(100, LinearProbe.Fit(noise, labels, 2, patients, Options).Penalty);
        Assert.Equal(1e-2, LinearProbe.Fit(signal, labels, 2, patients, Options).Penalty);
    }

    [Fact]
    public void Fit_constant_feature_is_ignored()
    {
        var (features, labels, patients) = ProbeData.Clouds(60, 4, distance: 2, seed: 8);
        var widened = Array.ConvertAll(features, row => new[] { row[0], row[1], row[2], row[3], 0.1f });
        var elsewhere = Array.ConvertAll(features, row => new[] { row[0], row[1], row[2], row[3], 1e6f });

        var probe = LinearProbe.Fit(widened, labels, 2, patients, Options);
        Assert.Equal(probe.Predict(widened), probe.Predict(elsewhere));
    }

    [Fact]
    public void Fit_one_class_says_so()
    {
        var (features, _, patients) = ProbeData.Clouds(9, 4, 0, 9);
        var error = Assert.Throws<ArgumentException>(() => LinearProbe.Fit(features, new int[9], 2, patients, Options));
        Assert.Contains("all 9 samples are of class 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_one_patient_only_uses_the_middle_penalty()
    {
        var (features, labels, _) = ProbeData.Clouds(12, 4, 2, 10);
        Assert.Equal(1, LinearProbe.Fit(features, labels, 2, [.. Enumerable.Repeat("only", 12)], Options).Penalty);
    }

    [Fact]
    public void Fit_not_a_number_names_the_row()
    {
        var (features, labels, patients) = ProbeData.Clouds(9, 4, 0, 11);
        features[5][2] = float.NaN;
        var error = Assert.Throws<ArgumentException>(() => LinearProbe.Fit(features, labels, 2, patients, Options));
        Assert.Contains("row 5, feature 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assign_folds_keeps_patients_together_and_balances_classes()
    {
        var (_, labels, patients) = ProbeData.Clouds(90, 1, 0, 12);
        var folds = GroupFolds.Assign(labels, 2, patients, 3);

        Assert.All(Enumerable.Range(0, 90).GroupBy(i => patients[i]), group => Assert.Single(group.Select(i => folds[i]).Distinct()));
        for (var fold = 0; fold < 3; fold++)
        {
            Assert.Equal(15, Enumerable.Range(0, 90).Count(i => folds[i] == fold && labels[i] == 0));
            Assert.Equal(15, Enumerable.Range(0, 90).Count(i => folds[i] == fold && labels[i] == 1));
        }
    }
}
