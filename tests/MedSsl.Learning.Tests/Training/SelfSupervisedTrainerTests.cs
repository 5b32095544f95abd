using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
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
    [InlineData("optimizer=Larc")]
    [InlineData("queueLength=8")]
    [InlineData("optimizer=AdamW", "learningRate=0.001", "finalLearningRate=0")]
    [InlineData("objective=Dino", "teacherMomentum=0.9", "queueLength=8")]
    [InlineData("microBatches=2", "batchNormPerModality=true")]
    public void Resumed_run_equals_the_uninterrupted_one_bit_for_bit(params string[] with)
    {
        Assert.True(TrainingRecipe.TryApply(Tiny, with.ToDictionary(item => item.Split('=')[0], item => item.Split('=')[1]), out var recipe, out var errors), string.Join(' ', errors));
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
    public void Checkpoint_names_every_field_of_its_recipe()
    {
        using var scope = NewDisposeScope();
        using var trainer = new SelfSupervisedTrainer(Tiny, Images);
        SafeTensors.Read(new MemoryStream(Checkpoint(trainer)), out var metadata);

        var fields = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(metadata["recipe.fields"])!;

        Assert.Equal(RecipeSettings.All.Select(setting => setting.Key), fields.Keys);
        Assert.True(TrainingRecipe.TryApply(new TrainingRecipe { Name = "other", Backbone = "resnet50", Steps = 1 }, fields, out var read, out var errors), string.Join(' ', errors));
        Assert.Equal(Tiny.Digest(), read.Digest());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_that_begins_with_weights_has_them_and_goes_on_from_its_checkpoints_without(int stemChannels)
    {
        var recipe = Tiny with { StemChannels = stemChannels, InitialWeights = "model:other@1" };
        using var other = new SelfSupervisedTrainer(Tiny with { Seed = 9 }, Images);
        Losses(other, 3);
        using var weights = new MemoryStream();
        other.WriteBackbone(weights);
        using var whole = new SelfSupervisedTrainer(recipe, Images);
        whole.BeginWith(new MemoryStream(weights.ToArray()));
        using (var written = new MemoryStream())
        {
            whole.WriteBackbone(written);
            AssertAlike(weights.ToArray(), written.ToArray());
        }

        var expected = Losses(whole, 4);
        using var first = new SelfSupervisedTrainer(recipe, Images);
        first.BeginWith(new MemoryStream(weights.ToArray()));
        var losses = Losses(first, 2);
        using var second = new SelfSupervisedTrainer(recipe, Images);
        second.LoadCheckpoint(new MemoryStream(Checkpoint(first)));
        Assert.Equal(expected, [.. losses, .. Losses(second, 2)]);

        using var random = new SelfSupervisedTrainer(recipe with { InitialWeights = WeightSource.None }, Images);
        Assert.NotEqual(expected[0], Losses(random, 1)[0]);
    }

    private static void AssertAlike(byte[] expected, byte[] found)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (SafeTensors.Read(new MemoryStream(expected)), SafeTensors.Read(new MemoryStream(found)));
        Assert.All(a, pair => Assert.True(pair.Value.allclose(b[pair.Key], rtol: 1e-5, atol: 1e-7), pair.Key));
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
        var recipe = Tiny with { Steps = 60, BatchSize = 32, WarmupSteps = 5, PrototypeFreezeSteps = null, Precision = Precision.Auto, CollapsePatience = 30 };
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
    public void Dino_learns_and_gives_the_teacher_away()
    {
        const string Layer = "layer1.0.conv1.weight";
        var recipe = Tiny with { Objective = ObjectiveKind.Dino, TeacherMomentum = 0.9, Steps = 80, BatchSize = 32, WarmupSteps = 5, PrototypeFreezeSteps = null };
        using var trainer = new SelfSupervisedTrainer(recipe, new SyntheticImages(("CR", 64), ("MR", 64)));

        var reports = Enumerable.Range(0, 80).Select(_ => trainer.Advance()).ToList();

        Assert.InRange(reports[^5..].Average(report => report.LossMinusLogK), -2.1, -0.3);
        using var scope = NewDisposeScope();
        using var weights = new MemoryStream();
        trainer.WriteBackbone(weights);
        using var checkpoint = new MemoryStream(Checkpoint(trainer));
        weights.Position = 0;
        var (state, backbone) = (SafeTensors.Read(checkpoint), SafeTensors.Read(weights));
        Assert.True(backbone[Layer].eq(state[$"network.teacher.backbone.{Layer}"]).all().item<bool>());
        Assert.False(backbone[Layer].eq(state[$"network.backbone.{Layer}"]).all().item<bool>());
        Assert.DoesNotContain(state.Keys, name => name.StartsWith("momentum.teacher", StringComparison.Ordinal));
    }

    [Fact]
    public void Training_with_an_epsilon_that_is_too_large_is_found_collapsed_and_told_why()
    {
        var recipe = Tiny with { Steps = 60, WarmupSteps = 5, SmallCrops = 0, ImageSize = 32, LargeCropSize = 32, PrototypeFreezeSteps = null, Epsilon = 1, EpsilonFactor = 0, CollapsePatience = 20 };
        using var trainer = new SelfSupervisedTrainer(recipe, new SyntheticImages(("CR", 64)));

        var found = Enumerable.Range(0, 40).Select(_ => trainer.Advance()).FirstOrDefault(report => report.Findings is not null);

        Assert.Equal(CollapseCause.EpsilonTooLarge, Assert.Single(found?.Findings ?? []).Cause);
        Assert.Equal((26, true, false), (found!.Step, found.CollapseSuspected, trainer.IsHealthy));
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
            ? new TrainingImage($"{modality}-{draw}", SyntheticImages.Draw(modality, 7), null, new ReplacedDraw(modality, draw, 7, "withdrawn"))
            : new TrainingImage($"{modality}-{draw}", SyntheticImages.Draw(modality, (int)draw % 40), null) };
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
