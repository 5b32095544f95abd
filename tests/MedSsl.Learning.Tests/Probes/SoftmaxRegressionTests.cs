using System.Text.Json;
using MedSsl.Learning.Probes;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Learning.Tests.Probes;

public sealed class SoftmaxRegressionTests
{
    private static readonly LinearProbeOptions Tight = new() { GradientTolerance = 1e-10, MaxIterations = 5000 };

    public static TheoryData<int> Cases => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_golden_data_gives_the_minimum_that_Newton_finds(int index)
    {
        var path = Path.Combine(Repository.Root, "tests", "golden", "probes", "softmax_regression.json");
        var expected = JsonSerializer.Deserialize<GoldenCase[]>(File.ReadAllText(path), JsonSerializerOptions.Web)![index];
        var (features, labels) = ProbeData.Golden(expected.Samples, expected.Features, expected.Classes);
        Assert.Equal(expected.LabelSum, labels.Select((label, i) => label * (i + 1)).Sum()); // the same data, before comparing fits

        var matrix = Standardized(features);
        var regression = SoftmaxRegression.Fit(matrix, labels, expected.Classes, expected.Penalty, Tight);

        Assert.Equal(expected.CrossEntropy, regression.LogLoss(matrix, labels), 8);
        for (var row = 0; row < expected.Probabilities.Length; row++)
        {
            var probabilities = new double[expected.Classes];
            regression.Predict(matrix.Row(row), probabilities);
            for (var k = 0; k < expected.Classes; k++)
            {
                Assert.Equal(expected.Probabilities[row][k], probabilities[k], 7);
            }
        }
    }

    [Fact]
    public void Objective_gradient_matches_central_differences()
    {
        var (features, labels) = ProbeData.Golden(20, 7, 3); // 7: not a multiple of the vector width
        var matrix = Standardized(features);
        var point = Enumerable.Range(0, 3 * 8).Select(i => 0.3 * Math.Cos(i)).ToArray();
        var gradient = new double[point.Length];
        SoftmaxRegression.Objective(matrix, labels, 3, 0.1, point, gradient);

        for (var i = 0; i < point.Length; i++)
        {
            const double Step = 1e-5;
            var (up, down) = ((double[])point.Clone(), (double[])point.Clone());
            up[i] += Step;
            down[i] -= Step;
            var ignored = new double[point.Length];
            var slope = (SoftmaxRegression.Objective(matrix, labels, 3, 0.1, up, ignored)
                - SoftmaxRegression.Objective(matrix, labels, 3, 0.1, down, ignored)) / (2 * Step);
            Assert.Equal(slope, gradient[i], 8);
        }
    }

    [Fact]
    public void Fit_start_does_not_change_the_answer()
    {
        var (features, labels) = ProbeData.Golden(60, 5, 3);
        var matrix = Standardized(features);
        var cold = SoftmaxRegression.Fit(matrix, labels, 3, 0.05, Tight);
        var warm = SoftmaxRegression.Fit(matrix, labels, 3, 0.05, Tight, SoftmaxRegression.Fit(matrix, labels, 3, 10, Tight));

        Assert.Equal(cold.LogLoss(matrix, labels), warm.LogLoss(matrix, labels), 10);
    }

    private static FeatureMatrix Standardized(float[][] features)
    {
        var all = Enumerable.Range(0, features.Length).ToArray();
        return FeatureMatrix.From(features, all, Standardization.Fit(features, all));
    }

    private sealed record GoldenCase(
        int Samples, int Features, int Classes, double Penalty, int LabelSum, double Objective, double CrossEntropy, double[][] Probabilities);
}
