using MedSsl.Evaluation.Comparison;
using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class WeightedAucTests
{
    [Fact]
    public void Of_weights_counts_an_image_as_often_as_its_weight_says()
    {
        double[] scores = [0.1, 0.4, 0.4, 0.8, 0.3];
        bool[] positive = [false, false, true, true, true];
        double[] repeated = [0.4, 0.4, 0.4, 0.8, 0.3, 0.3, 0.3]; // weights 0, 2, 1, 1, 3
        bool[] repeatedPositive = [false, false, true, true, true, true, true];

        Assert.Equal(RocCurve.Compute(scores, positive).Auc, new WeightedAuc(scores, positive).Of([1, 1, 1, 1, 1])!.Value, 12);
        Assert.Equal(RocCurve.Compute(repeated, repeatedPositive).Auc, new WeightedAuc(scores, positive).Of([0, 2, 1, 1, 3])!.Value, 12);
    }

    [Fact]
    public void Of_a_side_without_weight_is_not_defined() =>
        Assert.Null(new WeightedAuc([1, 2], [true, false]).Of([1, 0]));
}
