using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Results;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class ProbeComparisonTests
{
    private const int Rounds = 200;

    [Fact]
    public void Compare_two_classes_asks_one_question_with_the_second_class_positive()
    {
        var truth = Truth(60, 2, imagesPerPatient: 1);
        var result = Compare([Scores(truth, 3, 1), Scores(truth, 0, 2), Scores(truth, 0.5, 3)], truth);

        var target = Assert.Single(result.Targets);
        Assert.Equal("class1", target.Target);
        Assert.InRange(target.Model.Auc, 0.95, 1);
        Assert.Equal([0, 1], target.Random.Select(score => score.Seed!.Value));
        Assert.Equal(1, target.BestRandom.Seed);
        Assert.Equal(target.Model.Auc - target.BestRandom.Auc, target.Difference.Value, 12);
        Assert.InRange(target.Difference.PValue!.Value, 0, 0.01);
        Assert.True(target.Difference.Patients!.Low > 0);
        Assert.Equal(Verdicts.Better, Verdict.Of(target));
        Assert.Equal([0, 0], target.Model.Roc[0]);
        Assert.Equal([1, 1], target.Model.Roc[^1]);
    }

    [Fact]
    public void Compare_equal_scores_differ_by_nothing()
    {
        var truth = Truth(60, 2, imagesPerPatient: 3);
        var scores = Scores(truth, 1, 1);
        var target = Compare([scores, scores], truth).Headline;

        Assert.Equal(0, target.Difference.Value);
        Assert.Equal(new Interval(0, 0), target.Difference.Patients);
        Assert.Equal(1, target.Difference.PValue);
        Assert.Equal(Verdicts.NotShown, Verdict.Of(target));
    }

    [Fact]
    public void Compare_model_worse_than_random_says_worse()
    {
        var truth = Truth(80, 2, imagesPerPatient: 1);
        Assert.Equal(Verdicts.Worse, Verdict.Of(Compare([Scores(truth, 0, 1), Scores(truth, 4, 2)], truth).Headline));
    }

    [Fact]
    public void Compare_many_images_of_few_patients_widen_the_patient_interval()
    {
        // Each image ten times, under the same patient: ten times the images, no new information.
        var truth = Truth(30, 2, imagesPerPatient: 1);
        var scores = Scores(truth, 1, 1);
        var many = new TestSide(truth.Classes, Tenfold(truth.Labels), Tenfold([.. truth.Patients]));
        var single = Compare([scores, scores], truth).Headline.Model;
        var tenfold = Compare([Tenfold(scores), Tenfold(scores)], many).Headline.Model;

        Assert.Equal(single.Auc, tenfold.Auc, 12);
        Assert.True(Width(tenfold.DeLong!) < 0.5 * Width(single.DeLong!));
        Assert.InRange(Width(tenfold.Patients!) / Width(single.Patients!), 0.8, 1.25);
    }

    [Fact]
    public void Compare_three_classes_asks_each_against_the_rest_and_their_mean()
    {
        var truth = Truth(90, 3, imagesPerPatient: 2);
        var result = Compare([Scores(truth, 2, 1), Scores(truth, 0, 2)], truth);

        Assert.Equal(["class0", "class1", "class2", TargetResult.Macro], result.Targets.Select(target => target.Target));
        Assert.Same(result.Targets[^1], result.Headline);
        Assert.True(result.Headline.IsMacro);
        Assert.Equal(result.Targets.Take(3).Average(target => target.Model.Auc), result.Headline.Model.Auc, 12);
        Assert.Null(result.Headline.Model.DeLong);
        Assert.True(result.Headline.Model.Patients!.Low < result.Headline.Model.Auc && result.Headline.Model.Auc < result.Headline.Model.Patients.High);
        Assert.True(result.Headline.Difference.Patients!.Low > 0);
        Assert.Equal(2.0 / (Rounds + 1), result.Headline.Difference.PValue!.Value, 12); // no round on the other side: the floor
    }

    [Theory]
    [InlineData(60)] // one patient
    [InlineData(15)] // four
    public void Compare_few_patients_have_no_patient_interval_and_so_no_claim(int imagesPerPatient)
    {
        var truth = Truth(60, 2, imagesPerPatient);
        var target = Compare([Scores(truth, 5, 1), Scores(truth, 0, 2)], truth).Headline;

        Assert.Null(target.Model.Patients);
        Assert.InRange(target.Difference.PValue!.Value, 0, 0.01);
        Assert.Equal(Verdicts.NotShown, Verdict.Of(target));
    }

    [Fact]
    public void Compare_one_patient_per_class_does_not_look_certain()
    {
        // Three patients, one of each class: every round that can be scored is the sample itself, and an interval would have no width.
        var labels = Enumerable.Range(0, 60).Select(i => i / 20).ToArray();
        var truth = new TestSide(["0", "1", "2"], labels, [.. labels.Select(label => $"p{label}")]);
        var headline = Compare([Scores(truth, 1, 1), Scores(truth, 0, 2)], truth).Headline;

        Assert.Null(headline.Model.Patients);
        Assert.Null(headline.Difference.PValue);
        Assert.Equal(Verdicts.NotShown, Verdict.Of(headline));
    }

    [Fact]
    public void Compare_twice_gives_the_same_figures()
    {
        var truth = Truth(90, 3, imagesPerPatient: 2);
        double[][][] outputs = [Scores(truth, 1, 1), Scores(truth, 0, 2)];
        var (first, second) = (Compare(outputs, truth).Headline, Compare(outputs, truth).Headline);

        Assert.Equal(first.Model.Patients, second.Model.Patients);
        Assert.Equal(first.Difference, second.Difference);
    }

    [Theory]
    [InlineData(0.0001, "< 0.001")]
    [InlineData(0.0123, "= 0.012")]
    [InlineData(0.76, "= 0.76")]
    [InlineData(null, "not defined")]
    public void PValue_is_written_as_precisely_as_it_is_known(double? p, string expected) => Assert.Equal(expected, Verdict.PValue(p));

    private static ProbeResult Compare(double[][][] outputs, TestSide truth) => ProbeComparison.Compare("linear", outputs, [], truth, Rounds, 1);

    private static TestSide Truth(int images, int classes, int imagesPerPatient) => new(
        [.. Enumerable.Range(0, classes).Select(k => $"class{k}")],
        [.. Enumerable.Range(0, images).Select(i => i % classes)],
        [.. Enumerable.Range(0, images).Select(i => $"patient{i / imagesPerPatient}")]);

    private static double[][] Scores(TestSide truth, double signal, int seed)
    {
        var random = new Random(seed);
        return [.. truth.Labels.Select(label => Enumerable.Range(0, truth.Classes.Count)
            .Select(k => random.NextDouble() + random.NextDouble() + random.NextDouble() + (k == label ? signal : 0)).ToArray())];
    }

    private static T[] Tenfold<T>(T[] values) => [.. values.SelectMany(value => Enumerable.Repeat(value, 10))];

    private static double Width(Interval interval) => interval.High - interval.Low;
}
