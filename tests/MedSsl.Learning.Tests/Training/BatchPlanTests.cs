using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class BatchPlanTests
{
    private static readonly TrainingRecipe Recipe = TrainingRecipe.BuiltIn["demo"];

    [Theory]
    [InlineData(new double[] { 1, 1 }, 32, new[] { 16, 16 })]
    [InlineData(new double[] { 1, 1, 1 }, 32, new[] { 11, 11, 10 })]
    [InlineData(new double[] { 1000, 1 }, 32, new[] { 24, 8 })]
    [InlineData(new double[] { 100, 12, 10 }, 64, new[] { 48, 8, 8 })]
    [InlineData(new double[] { 5 }, 8, new[] { 8 })]
    [InlineData(new double[] { 1, 1, 1, 97 }, 32, new[] { 8, 8, 8, 8 })]
    [InlineData(new[] { 23.79, 32.33, 36.48, 14.32 }, 128, new[] { 28, 39, 44, 17 })]
    public void Share_is_proportional_and_exact_with_nobody_below_eight(double[] weights, int total, int[] expected) =>
        Assert.Equal(expected, BatchPlan.Share(weights, total));

    [Fact]
    public void Draws_of_a_modality_follow_one_another_from_step_to_step_and_none_is_left_out()
    {
        var ct = Plan(("CR", 40), ("CT", 88)).Slices[1];

        var draws = Enumerable.Range(0, 5).SelectMany(step => Enumerable.Range(0, ct.Quota).Select(i => BatchPlan.FirstDraw(ct, step) + i));

        Assert.Equal(Enumerable.Range(0, 5 * ct.Quota).Select(i => (long)i), draws);
    }

    [Fact]
    public void Create_orders_modalities_by_name_and_leaves_out_empty_ones()
    {
        var plan = Plan(("US", 50), ("CR", 500), ("MR", 0));

        Assert.Equal(["CR", "US"], plan.Slices.Select(slice => slice.Modality));
        Assert.Equal([0, plan.Slices[0].Quota], plan.Slices.Select(slice => slice.Start));
        Assert.Equal(128, plan.Slices.Sum(slice => slice.Quota));
    }

    [Fact]
    public void Create_says_what_is_in_the_way()
    {
        var quota = Recipe with { ModalityQuota = new Dictionary<string, int> { ["CR"] = 100, ["XX"] = 28 } };

        Assert.Equal(["There are no images to train on."], BatchPlan.Create(Recipe, new SyntheticImages()).Problems);
        Assert.Contains("at least 16, 8 for each", BatchPlan.Create(Recipe with { BatchSize = 15 }, new SyntheticImages(("CR", 9), ("CT", 9))).Problems.Single(), StringComparison.Ordinal);
        Assert.Contains("names CR, XX; the images are of CR (9), CT (9)", BatchPlan.Create(quota, new SyntheticImages(("CR", 9), ("CT", 9))).Problems.Single(), StringComparison.Ordinal);
    }

    private static BatchPlan Plan(params (string, int)[] sets) => BatchPlan.Create(Recipe, new SyntheticImages(sets)).Plan!;
}
