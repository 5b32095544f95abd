using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static MedSsl.Learning.Tests.Training.TinyTraining;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Training;

public sealed class SelfSupervisedTrainerTests
{
    private static readonly TrainingRecipe Tiny = TinyTraining.Of("demo") with { PrototypeFreezeSteps = 2 };

    private static readonly SyntheticImages Images = new(("CR", 40), ("MR", 30));

    [Theory]
    [InlineData(OptimizerKind.Larc, 0)]
    [InlineData(OptimizerKind.Larc, 8)]
    [InlineData(OptimizerKind.AdamW, 0)]
    public void Resumed_run_equals_the_uninterrupted_one_bit_for_bit(OptimizerKind optimizer, int queueLength)
    {
        var recipe = Tiny with { Optimizer = optimizer, QueueLength = queueLength, LearningRate = optimizer == OptimizerKind.AdamW ? 1e-3 : 1.2, FinalLearningRate = 0 };
        using var whole = new SelfSupervisedTrainer(recipe, Images);
        var expected = Losses(whole, 6);

        using var checkpoint = new MemoryStream();
        List<double> losses;
        using (var first = new SelfSupervisedTrainer(recipe, Images))
        {
            losses = Losses(first, 3);
            first.SaveCheckpoint(checkpoint);
        }

        checkpoint.Position = 0;
        using var second = new SelfSupervisedTrainer(recipe, Images);
        Losses(second, 1); // a run that had gone elsewhere is put back
        second.LoadCheckpoint(checkpoint);
        Assert.Equal(3, second.Step);
        losses.AddRange(Losses(second, 3));

        Assert.Equal(expected, losses);
        AssertSame(Checkpoint(whole), Checkpoint(second));
    }

    [Fact]
    public void Two_runs_are_equal_whatever_the_number_of_preparing_threads_and_another_seed_is_another_run()
    {
        using var first = new SelfSupervisedTrainer(Tiny, Images);
        using var second = new SelfSupervisedTrainer(Tiny, Images, preparationThreads: 3);
        using var other = new SelfSupervisedTrainer(Tiny with { Seed = 2 }, Images);
        var losses = Losses(first, 3);

        Assert.Equal(losses, Losses(second, 3));
        AssertSame(Checkpoint(first), Checkpoint(second));
        Assert.NotEqual(losses, Losses(other, 3));
    }

    [Fact]
    public void Prototypes_stay_while_frozen_and_move_after()
    {
        using var trainer = new SelfSupervisedTrainer(Tiny, Images);
        var start = Prototypes(trainer);

        Losses(trainer, 2);
        Assert.Equal(start, Prototypes(trainer), (a, b) => Math.Abs(a - b) < 1e-6);
        Losses(trainer, 2);

        Assert.NotEqual(start, Prototypes(trainer), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Training_on_structured_images_learns()
    {
        var recipe = Tiny with { Steps = 60, BatchSize = 32, WarmupSteps = 5, PrototypeFreezeSteps = null, Precision = Precision.Auto };
        using var trainer = new SelfSupervisedTrainer(recipe, new SyntheticImages(("CR", 64), ("MR", 64)));

        var reports = Enumerable.Range(0, 60).Select(_ => trainer.Advance()).ToList();

        Assert.True(reports[..5].Average(report => report.LossMinusLogK) > 0, "the first steps should know nothing");
        var last = reports[^5..];
        Assert.True(last.Average(report => report.LossMinusLogK) < -0.3, $"loss − ln K ended at {last.Average(report => report.LossMinusLogK):F3}");
        Assert.All(last, report => Assert.InRange(report.CodePerplexity!.Value, 1, 6));
        Assert.All(last, report => Assert.InRange(report.MarginalCodePerplexity!.Value, 7, 8.001));
        Assert.DoesNotContain(reports, report => report.CollapseSuspected || !double.IsFinite(report.Loss));
    }

    [Fact]
    public void SimCLR_learns_and_reports_no_codes()
    {
        var recipe = Tiny with { Objective = ObjectiveKind.SimClr, SmallCrops = 0, Steps = 40, BatchSize = 32, WarmupSteps = 5, Temperature = 0.2 };
        using var trainer = new SelfSupervisedTrainer(recipe, new SyntheticImages(("CR", 64), ("MR", 64)));

        var reports = Enumerable.Range(0, 40).Select(_ => trainer.Advance()).ToList();

        var last = reports[^1];
        Assert.Equal(last.Loss - Math.Log(63), last.LossMinusLogK, 1e-9);
        Assert.Equal(last.LossPerModality.Values.Average(), last.Loss, 1e-5);
        Assert.InRange(reports[^5..].Average(report => report.LossMinusLogK), -4, reports[..5].Average(report => report.LossMinusLogK) - 0.5);
        Assert.Equal((null, null, null, null), (last.Epsilon, last.CodePerplexity, last.PredictionPerplexity, last.PrototypesUnused));
        Assert.InRange(last.EffectiveRank!.Value, 1, 16);
        using var scope = NewDisposeScope();
        using var checkpoint = new MemoryStream(Checkpoint(trainer));
        Assert.DoesNotContain(SafeTensors.Read(checkpoint).Keys, name => name.Contains("prototypes", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_of_a_step_is_complete_and_consistent()
    {
        using var trainer = new SelfSupervisedTrainer(Tiny, Images);

        var report = trainer.Advance();

        Assert.Equal((1, 16), (report.Step, report.Images));
        Assert.Equal(["CR", "MR"], report.LossPerModality.Keys);
        Assert.Equal(0, report.LearningRate);
        var quota = BatchPlan.Create(Tiny, Images).Plan!.Slices;
        Assert.Equal(report.LossPerModality.Zip(quota).Sum(pair => pair.First.Value * pair.Second.Quota) / 16, report.Loss, 1e-5);
        Assert.Equal(report.Loss - Math.Log(8), report.LossMinusLogK, 1e-9);
        Assert.InRange(report.Epsilon!.Value, 1e-4, 0.05);
        Assert.InRange(report.MeanCosine, -1, 1);
        Assert.InRange(report.EmbeddingStd, 0, 1 / Math.Sqrt(16));
        Assert.InRange(report.PredictionPerplexity!.Value, 1, 8.001);
        Assert.InRange(report.PrototypesUnused!.Value, 0, 1);
        Assert.InRange(report.WaitSeconds!.Value, 0, report.Seconds!.Value);

        Assert.Equal(report.LossPerModality, report.Modalities.ToDictionary(pair => pair.Key, pair => pair.Value.Loss));
        Assert.Equal(quota.Select(slice => slice.Quota), report.Modalities.Values.Select(one => one.Images));
        Assert.Equal(report.CodePerplexity!.Value, report.Modalities.Values.Sum(one => one.Images * one.CodePerplexity!.Value) / 16, 1e-9);
        Assert.Equal(report.MeanCosine, report.Modalities.Values.Sum(one => one.Images * one.MeanCosine) / 16, 1e-9);
        Assert.All(report.Modalities.Values, one => Assert.InRange(one.Epsilon!.Value / Math.Min(0.05, 0.6 * one.ScoreSpread!.Value), 0.9, 1 + 1e-6)); // means over two crops
        Assert.All(report.Modalities.Values, one => Assert.Equal(1, one.EmbeddingNorm, 1e-5));
        Assert.All(report.Modalities.Values, one => Assert.Equal(0, one.Queued));
    }

    [Fact]
    public void Steps_leave_no_tensor_behind() =>
        Assert.Equal(0, TinyTraining.LeftBehind(steps => new SelfSupervisedTrainer(Tiny with { Steps = steps }, Images)));

    [Fact]
    public void LoadCheckpoint_of_another_recipe_other_images_or_a_damaged_file_says_so_and_changes_nothing()
    {
        using var trainer = new SelfSupervisedTrainer(Tiny, Images);
        Losses(trainer, 1);
        var before = Checkpoint(trainer);
        using var other = new SelfSupervisedTrainer(Tiny with { Seed = 2 }, Images);
        using var elsewhere = new SelfSupervisedTrainer(Tiny, new SyntheticImages(("CR", 41), ("MR", 30)));

        Assert.Contains("another recipe", Failure(trainer, Checkpoint(other)), StringComparison.Ordinal);
        Assert.Contains("'CR=41,MR=30', expected is 'CR=40,MR=30': the run had other images", Failure(trainer, Checkpoint(elsewhere)), StringComparison.Ordinal);
        Assert.Contains("ends before", Failure(trainer, before[..^9]), StringComparison.Ordinal);
        using var backbone = new MemoryStream();
        trainer.WriteBackbone(backbone);
        Assert.Contains("not a checkpoint", Failure(trainer, backbone.ToArray()), StringComparison.Ordinal);

        AssertSame(before, Checkpoint(trainer));
    }

    [Fact]
    public void Batch_that_was_prepared_before_the_images_changed_is_prepared_again()
    {
        var withdrawn = false;
        var images = new SyntheticImages(("CR", 40)) { Reader = (modality, draw) => withdrawn
            ? new TrainingImage(SyntheticImages.Draw(modality, 7), null, new ReplacedDraw(modality, draw, 7, "withdrawn"))
            : new TrainingImage(SyntheticImages.Draw(modality, (int)draw % 40), null) };
        using var trainer = new SelfSupervisedTrainer(Tiny, images);
        Assert.Null(trainer.Advance().Replaced);

        // The next batch lies ready.
        withdrawn = true;
        images.Revision++;
        var report = trainer.Advance();

        Assert.Equal(Enumerable.Range(16, 16).Select(draw => new ReplacedDraw("CR", draw, 7, "withdrawn")), report.Replaced);
    }

    [Fact]
    public void Failure_to_read_an_image_reaches_the_caller_as_it_was()
    {
        var images = new SyntheticImages(("CR", 40)) { Reader = (_, index) => throw new InvalidDataException($"image {index} is damaged") };
        using var trainer = new SelfSupervisedTrainer(Tiny, images);

        Assert.Contains("is damaged", Assert.Throws<InvalidDataException>(trainer.Advance).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipe_that_cannot_be_run_is_refused_with_the_reasons_that_Problems_gives()
    {
        var recipe = Tiny with { BatchSize = 8 };

        var exception = Assert.Throws<ArgumentException>(() => new SelfSupervisedTrainer(recipe, Images));

        Assert.Contains(SelfSupervisedTrainer.Problems(recipe, Images).Single(), exception.Message, StringComparison.Ordinal);
        Assert.Empty(SelfSupervisedTrainer.Problems(Tiny, Images));
    }

    [Fact]
    public void WriteBackbone_gives_the_trained_network()
    {
        using var scope = NewDisposeScope();
        using var trainer = new SelfSupervisedTrainer(Tiny, Images);
        Losses(trainer, 2);
        using var file = new MemoryStream();

        trainer.WriteBackbone(file);

        file.Position = 0;
        using var network = BackboneFile.Read(file);
        using var checkpoint = new MemoryStream(Checkpoint(trainer));
        var state = SafeTensors.Read(checkpoint);
        Assert.All(network.state_dict(), pair => Assert.True(pair.Value.allclose(state[$"network.backbone.{pair.Key}"]), pair.Key));
    }

    private static List<double> Losses(SelfSupervisedTrainer trainer, int steps) => [.. Enumerable.Range(0, steps).Select(_ => trainer.Advance().Loss)];

    // Assert.Equal would take minutes over 90 MB.
    private static void AssertSame(byte[] expected, byte[] actual) => Assert.True(expected.AsSpan().SequenceEqual(actual), "the states differ");

    private static float[] Prototypes(SelfSupervisedTrainer trainer)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = new MemoryStream(Checkpoint(trainer));
        return SafeTensors.Read(checkpoint)["network.prototypes.CR"].data<float>().ToArray();
    }

    private static string Failure(SelfSupervisedTrainer trainer, byte[] file) =>
        Assert.Throws<InvalidDataException>(() => trainer.LoadCheckpoint(new MemoryStream(file))).Message;
}
