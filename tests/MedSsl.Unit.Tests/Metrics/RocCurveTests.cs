using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class RocCurveTests
{
    [Fact]
    public void Compute_cases_gives_the_golden_curve()
    {
        var curve = RocCurve.Compute(Cases.A, Cases.Positive);

        Assert.Equal(0.74005134788189986, curve.Auc, 14);
        Assert.Equal(25, curve.Points.Count);
        Assert.Equal(11.439024390243903, curve.Points.Sum(point => point.FalsePositiveRate), 12);
        Assert.Equal(16.842105263157894, curve.Points.Sum(point => point.TruePositiveRate), 12);
    }

    [Fact]
    public void Compute_four_cases_gives_the_curve_counted_by_hand()
    {
        // Scores 4+ 3- 2+ 2- 1-: of 2 x 3 pairs 3 + 1 + 1/2 are won.
        var curve = RocCurve.Compute([2, 3, 4, 2, 1], [true, false, true, false, false]);

        Assert.Equal(4.5 / 6, curve.Auc);
        Assert.Equal([new(0, 0), new(0, 0.5), new(1 / 3.0, 0.5), new(2 / 3.0, 1), new(1, 1)], curve.Points);
    }

    [Fact]
    public void Compute_area_is_the_trapezoid_area_of_the_points()
    {
        var curve = RocCurve.Compute(Cases.B, Cases.Positive);

        var area = curve.Points.Zip(curve.Points.Skip(1), (p, q) => (q.FalsePositiveRate - p.FalsePositiveRate) * (p.TruePositiveRate + q.TruePositiveRate) / 2).Sum();
        Assert.Equal(area, curve.Auc, 14);
    }

    [Fact]
    public void Compute_depends_on_ranks_alone()
    {
        var curve = RocCurve.Compute(Cases.A, Cases.Positive);
        var transformed = RocCurve.Compute(Array.ConvertAll(Cases.A, score => Math.Exp(score) - 1e6), Cases.Positive);
        var reordered = RocCurve.Compute(Cases.Reversed(Cases.A), Cases.Reversed(Cases.Positive));
        var negated = RocCurve.Compute(Array.ConvertAll(Cases.A, score => -score), Cases.Positive);

        Assert.Equal(curve.Points, transformed.Points);
        Assert.Equal(curve.Points, reordered.Points);
        Assert.Equal(curve.Auc, reordered.Auc);
        Assert.Equal(1 - curve.Auc, negated.Auc, 14);
    }

    [Fact]
    public void Compute_degenerate_scores_give_defined_curves()
    {
        Assert.Equal([new(0, 0), new(1, 1)], RocCurve.Compute([3, 3, 3], [true, false, true]).Points);
        Assert.Equal(0.5, RocCurve.Compute([3, 3, 3], [true, false, true]).Auc);
        Assert.Equal(1, RocCurve.Compute([double.PositiveInfinity, double.NegativeInfinity], [true, false]).Auc);
        Assert.Equal(0.5, RocCurve.Compute([0.0, -0.0], [true, false]).Auc);
    }

    [Fact]
    public void Compute_cases_without_an_area_are_refused_with_the_reason()
    {
        Assert.Contains("3 and 0 were given", Refusal([1, 2, 3], [true, true, true]), StringComparison.Ordinal);
        Assert.Contains("0 and 1 were given", Refusal([1], [false]), StringComparison.Ordinal);
        Assert.Contains("0 and 0 were given", Refusal([], []), StringComparison.Ordinal);
        Assert.Contains("NaN", Refusal([1, double.NaN], [true, false]), StringComparison.Ordinal);
        Assert.Contains("2 scores and 1 labels", Refusal([1, 2], [true]), StringComparison.Ordinal);

        static string Refusal(double[] scores, bool[] positive) => Assert.Throws<ArgumentException>(() => RocCurve.Compute(scores, positive)).Message;
    }
}
