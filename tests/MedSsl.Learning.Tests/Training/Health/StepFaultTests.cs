using MedSsl.Imaging;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using Xunit;
using static MedSsl.Learning.Tests.Training.TinyTraining;

namespace MedSsl.Learning.Tests.Training.Health;

public sealed class StepFaultTests
{
    private static readonly TrainingRecipe Recipe = TinyTraining.Of("demo") with { SmallCrops = 0, ImageSize = 32, LargeCropSize = 32, PrototypeFreezeSteps = 0, QueueLength = 8 };

    [Fact]
    public void Poisoned_image_is_named_changes_nothing_and_fails_again_from_the_checkpoint()
    {
        var images = new SyntheticImages(("CR", 40), ("MR", 30)) { Reader = (modality, draw) => new TrainingImage($"{modality}-{draw}", Poison(modality, draw), null) };
        using var trainer = new SelfSupervisedTrainer(Recipe, images);
        trainer.Advance();
        var before = Checkpoint(trainer);

        var fault = Assert.Throws<StepFaultException>(trainer.Advance).Fault;

        Assert.Equal((2, "MR", 1UL), (fault.Step, fault.Modality, fault.Seed));
        var poisoned = Assert.Single(fault.Samples, sample => !sample.Finite);
        Assert.Equal((15, "MR-15"), (poisoned.Draw, poisoned.Key));
        Assert.Equal(($"image of slot {poisoned.Slot}", true), (fault.Tensor, fault.Message.Contains("sample MR-15 of MR, draw 15", StringComparison.Ordinal)));
        Assert.Equal(16, fault.Samples.Count);
        Assert.Equal(1, trainer.Step);
        Assert.True(before.AsSpan().SequenceEqual(Checkpoint(trainer)), "the state changed");

        using var replay = new SelfSupervisedTrainer(Recipe, images);
        replay.LoadCheckpoint(new MemoryStream(before));
        Assert.Equal(fault.Message, Assert.Throws<StepFaultException>(replay.Advance).Fault.Message);
    }

    [Fact]
    public void Weight_that_is_not_finite_shows_in_the_embeddings_and_blames_no_image()
    {
        var images = new SyntheticImages(("CR", 40));
        using var trainer = new SelfSupervisedTrainer(Recipe with { Optimizer = OptimizerKind.AdamW, LearningRate = 100, WarmupSteps = 0, WeightDecay = 1, Steps = 300 }, images);

        var fault = Assert.Throws<StepFaultException>(() =>
        {
            while (trainer.Step < 300)
            {
                trainer.Advance();
            }
        }).Fault;

        Assert.DoesNotContain(fault.Samples, sample => !sample.Finite);
        Assert.Contains(fault.Tensor, new[] { "embeddings", "gradients and weights", "loss of CR" });
        Assert.Equal(trainer.Step + 1, fault.Step);
    }

    private static GrayImage Poison(string modality, long draw)
    {
        var image = SyntheticImages.Draw(modality, (int)draw);
        if ((modality, draw) == ("MR", 15))
        {
            image.Pixels[100] = float.NaN;
        }

        return image;
    }
}
