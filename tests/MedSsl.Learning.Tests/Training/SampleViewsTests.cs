using MedSsl.Learning.Backbones;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

/// <summary>Crops follow from (seed, epoch, key of the sample): whoever knows these has any crop of any step again.</summary>
public sealed class SampleViewsTests
{
    private static readonly TrainingRecipe Recipe = TinyTraining.Of("demo") with { BatchSize = 8 };

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void Crops_of_every_step_are_those_of_epoch_and_sample_in_batches_of_any_size(int batchSize)
    {
        var recipe = Recipe with { BatchSize = batchSize };
        var images = new SyntheticImages(("CR", 20));
        var plan = BatchPlan.Create(recipe, images).Plan!;
        using var batches = new CropBatches(recipe, images, plan, threads: 2, torch.CPU);
        for (var step = 0L; step < 6; step++)
        {
            var groups = batches.Take(step).Groups;
            foreach (var slot in plan.Slots(step))
            {
                var expected = SampleViews.Of(recipe, images.Read("CR", slot.Draw), "CR", slot.Draw / 20).Views;
                var found = groups.SelectMany(group => group.unbind(0)).Select(crop => (crop[slot.Slot].flatten() * NetworkInput.Scale + NetworkInput.Center).data<float>().ToArray()).ToList();
                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public void Another_seed_epoch_or_key_gives_other_crops()
    {
        var image = new SyntheticImages(("CR", 20)).Read("CR", 3);
        var views = SampleViews.Of(Recipe, image, "CR", 2).Views;

        Assert.Equal(views, SampleViews.Of(Recipe, image, "CR", 2).Views);
        Assert.All(
            new[]
            {
                SampleViews.Of(Recipe with { Seed = Recipe.Seed + 1 }, image, "CR", 2).Views,
                SampleViews.Of(Recipe, image, "CR", 3).Views,
                SampleViews.Of(Recipe, image with { Key = "another" }, "CR", 2).Views,
            },
            other => Assert.All(views.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second)));
    }
}
