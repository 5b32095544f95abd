using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class DeLongTests
{
    [Fact]
    public void Estimate_cases_gives_the_golden_values()
    {
        var estimate = DeLong.Estimate(Cases.A, Cases.Positive);

        Assert.Equal((19, 41), (estimate.Positives, estimate.Negatives));
        Assert.Equal(0.74005134788189986, estimate.Auc, 14);
        Assert.Equal(0.0049695105930182342, estimate.Variance, 14);
        Assert.Equal(0.58127723972333767, estimate.Low, 12);
        Assert.Equal(0.85376638007658689, estimate.High, 12);
    }

    [Fact]
    public void Paired_cases_gives_the_golden_values()
    {
        var difference = DeLong.Paired(Cases.A, Cases.B, Cases.Positive);

        Assert.Equal(0.084724005134788172, difference.Difference, 14);
        Assert.Equal(-0.079108110160946654, difference.Low, 12);
        Assert.Equal(0.248556120430523, difference.High, 12);
        Assert.Equal(0.31078599269506213, difference.PValue, 12);
    }

    [Fact]
    public void Paired_swapped_classifiers_give_the_opposite()
    {
        var (ab, ba) = (DeLong.Paired(Cases.A, Cases.B, Cases.Positive), DeLong.Paired(Cases.B, Cases.A, Cases.Positive));

        Assert.Equal(ab.Difference, -ba.Difference, 14);
        Assert.Equal(ab.Low, -ba.High, 14);
        Assert.Equal(ab.PValue, ba.PValue, 14);
    }

    [Fact]
    public void Paired_same_ranks_is_no_difference()
    {
        Assert.Equal(new AucDifference(0, 0, 0, 1), DeLong.Paired(Cases.A, Array.ConvertAll(Cases.A, score => 3 * score), Cases.Positive));
    }

    [Fact]
    public void Estimate_swapped_classes_mirrors_the_interval()
    {
        var estimate = DeLong.Estimate(Cases.A, Cases.Positive);
        var swapped = DeLong.Estimate(Cases.A, Array.ConvertAll(Cases.Positive, label => !label));

        Assert.Equal(1 - estimate.Auc, swapped.Auc, 14);
        Assert.Equal(estimate.Variance, swapped.Variance, 14);
        Assert.Equal(1 - estimate.Low, swapped.High, 12);
    }

    [Fact]
    public void Estimate_perfect_separation_does_not_claim_certainty()
    {
        // 0.025^(1/3): three of three cases without exception.
        var perfect = DeLong.Estimate([5, 6, 7, 1, 2, 3, 4], [true, true, true, false, false, false, false]);
        var reversed = DeLong.Estimate([1, 2, 3, 4, 5, 6, 7], [true, true, true, false, false, false, false]);

        Assert.Equal((1, 0, 1), (perfect.Auc, perfect.Variance, perfect.High));
        Assert.Equal(0.29240177382128657, perfect.Low, 12);
        Assert.Equal((0, 0, 0), (reversed.Auc, reversed.Variance, reversed.Low));
        Assert.Equal(1 - 0.29240177382128657, reversed.High, 12);
    }

    [Fact]
    public void Paired_perfect_against_constant_keeps_to_what_so_few_cases_can_show()
    {
        var difference = DeLong.Paired([3, 4, 1, 2], [0, 0, 0, 0], [true, true, false, false]);

        Assert.Equal(0.5, difference.Difference);
        Assert.Equal(0.5, difference.PValue);
        Assert.Equal(Math.Sqrt(0.025) - 0.5, difference.Low, 12);
        Assert.Equal(0.5, difference.High);
    }

    [Fact]
    public void Estimate_all_ties_is_one_half()
    {
        Assert.Equal(new AucEstimate(0.5, 0, 0.5, 0.5, 2, 2), DeLong.Estimate([1, 1, 1, 1], [true, true, false, false]));
    }

    [Fact]
    public void Estimate_too_few_cases_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => DeLong.Estimate([1, 2, 3], [true, false, false]));

        Assert.Contains("At least 2 positive and 2 negative cases are needed; 1 and 2 were given", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DeLong.Estimate([], []));
        Assert.Throws<ArgumentException>(() => DeLong.Paired([1, 2, 3, 4], [1, 2, 3], [true, true, false, false]));
        Assert.Throws<ArgumentException>(() => DeLong.Estimate([1, double.NaN, 3, 4], [true, true, false, false]));
    }

    [Fact]
    public void Estimate_interval_covers_the_true_area_as_often_as_it_says()
    {
        // Uniform scores, positives shifted by 0.3: the true area is 1 - 0.7^2 / 2.
        const double Truth = 1 - (0.7 * 0.7 / 2);
        var random = new Random(3);
        var covered = Enumerable.Range(0, 1000).Count(_ =>
        {
            var positive = Enumerable.Range(0, 80).Select(i => i < 40).ToArray();
            var estimate = DeLong.Estimate(Array.ConvertAll(positive, label => random.NextDouble() + (label ? 0.3 : 0)), positive);
            return estimate.Low <= Truth && Truth <= estimate.High;
        });

        Assert.InRange(covered, 925, 975);
    }

    [Fact]
    public void Estimate_a_hundred_thousand_cases_takes_no_quadratic_time()
    {
        var random = new Random(4);
        var positive = Enumerable.Range(0, 100_000).Select(_ => random.Next(2) == 0).ToArray();
        var estimate = DeLong.Estimate(Array.ConvertAll(positive, label => random.NextDouble() + (label ? 0.3 : 0)), positive);

        Assert.InRange(estimate.Auc, 0.74, 0.77);
        Assert.InRange(estimate.High - estimate.Low, 0.004, 0.008);
    }
}
