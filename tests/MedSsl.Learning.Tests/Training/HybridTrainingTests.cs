using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static MedSsl.Learning.Tests.Training.TinyTraining;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Training;

/// <summary>Trainings that labels supervise: of the gratings, whether the lines are fine or coarse and which of four directions they have.</summary>
public sealed class HybridTrainingTests
{
    private static readonly TrainingRecipe Tiny = TinyTraining.Of("hybrid") with { Labels = ["width"] };

    private static readonly LabelTask Width = LabelTask.Of([new LabelCounts("width", new Dictionary<string, int> { ["coarse"] = 16, ["fine"] = 16 })]).Task!;

    private static readonly LabelTask Direction = LabelTask.Of([new LabelCounts("direction", Enumerable.Range(0, 4).ToDictionary(i => $"{i}", _ => 8))]).Task!;

    [Fact]
    public void Training_with_labels_learns_what_they_say()
    {
        var reports = Run(Tiny with { Steps = 40, LargeCropSize = 32 }, Images(Width, i => i % 2 == 0 ? Width.TargetsOf([WidthOf(i)]) : null), 40);

        // Half of the images are labelled; guessing has the loss ln 2 = 0.69.
        Assert.InRange(reports.Average(report => report.LabelledImages!.Value), 6, 10);
        Assert.True(reports[..3].Average(report => report.SupervisedLoss!.Value) > 0.5, "the first steps should know nothing");
        Assert.True(reports[^10..].Average(report => report.SupervisedLoss!.Value) < 0.3, $"the supervised loss ended at {reports[^10..].Average(report => report.SupervisedLoss!.Value):F3}");
        Assert.All(reports, report => Assert.Equal(report.LossMinusLogK + Math.Log(8) + report.SupervisedLoss!.Value, report.Loss, 1e-4));
        Assert.DoesNotContain(reports, report => report.CollapseSuspected);
    }

    [Fact]
    public void Supervision_alone_learns_classes()
    {
        var recipe = Tiny with { Labels = ["direction"], SelfSupervisedWeight = 0, SmallCrops = 0, Steps = 40, LargeCropSize = 32, FlippedModalities = [] };

        var reports = Run(recipe, Images(Direction, i => Direction.TargetsOf([$"{i % 4}"])), 40);

        // Guessing: ln 4 = 1.39.
        Assert.True(reports[^10..].Average(report => report.SupervisedLoss!.Value) < 0.7, $"the supervised loss ended at {reports[^10..].Average(report => report.SupervisedLoss!.Value):F3}");
    }

    [Fact]
    public void Batches_without_labels_leave_every_weight_as_a_training_without_labels_does()
    {
        using var scope = NewDisposeScope();
        using var without = new SelfSupervisedTrainer(Tiny with { Labels = [], SupervisedWeight = 0 }, Images(null, _ => null));
        using var with = new SelfSupervisedTrainer(Tiny, Images(Width, _ => null));
        var start = State(with);

        var expected = Enumerable.Range(0, 4).Select(_ => without.Advance()).ToList();
        var reports = Enumerable.Range(0, 4).Select(_ => with.Advance()).ToList();

        Assert.Equal(expected.Select(report => report.Loss), reports.Select(report => report.Loss));
        Assert.All(expected, report => Assert.Equal((null, null), (report.SupervisedLoss, report.LabelledImages)));
        Assert.All(reports, report => Assert.Equal((null, 0), (report.SupervisedLoss, report.LabelledImages)));
        var state = State(with);
        Assert.All(State(without), pair => Assert.True(pair.Value.equal(state[pair.Key]).all().item<bool>(), pair.Key));
        var own = state.Keys.Where(name => name.Contains("supervised", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, own.Count); // weight and bias, and the momentum of each
        Assert.All(own, name => Assert.True(state[name].equal(start[name]).all().item<bool>(), name));
    }

    [Fact]
    public void Supervision_alone_moves_nothing_where_no_image_has_a_label()
    {
        using var scope = NewDisposeScope();
        using var trainer = new SelfSupervisedTrainer(Tiny with { SelfSupervisedWeight = 0, SmallCrops = 0 }, Images(Width, _ => null));
        var start = State(trainer);

        trainer.Advance();
        var report = trainer.Advance();

        Assert.Equal((0.0, null), (report.Loss, report.SupervisedLoss));
        var state = State(trainer);
        Assert.All(state.Keys.Where(name => name.EndsWith("weight", StringComparison.Ordinal)), name => Assert.True(state[name].equal(start[name]).all().item<bool>(), name));
    }

    [Fact]
    public void Supervision_alone_leaves_the_projection_head_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var trainer = new SelfSupervisedTrainer(Tiny with { SelfSupervisedWeight = 0, SmallCrops = 0 }, Images(Width, i => Width.TargetsOf([WidthOf(i)])));
        var start = State(trainer);

        trainer.Advance();
        trainer.Advance();

        var state = State(trainer);
        Assert.True(state["network.head.layers.0.weight"].equal(start["network.head.layers.0.weight"]).all().item<bool>());
        Assert.False(state["network.backbone.conv1.weight"].equal(start["network.backbone.conv1.weight"]).all().item<bool>());
        Assert.False(state["network.supervised.layer.weight"].equal(start["network.supervised.layer.weight"]).all().item<bool>());
    }

    [Fact]
    public void Resumed_run_equals_the_uninterrupted_one_bit_for_bit()
    {
        var images = Images(Width, i => i % 3 == 0 ? Width.TargetsOf([WidthOf(i)]) : null);
        using var whole = new SelfSupervisedTrainer(Tiny, images);
        var expected = Losses(whole, 6);
        using var checkpoint = new MemoryStream();
        using var first = new SelfSupervisedTrainer(Tiny, images, preparationThreads: 3);
        var losses = Losses(first, 3);
        first.SaveCheckpoint(checkpoint);
        checkpoint.Position = 0;
        using var second = new SelfSupervisedTrainer(Tiny, images);

        second.LoadCheckpoint(checkpoint);
        losses.AddRange(Losses(second, 3));

        Assert.Equal(expected, losses);
        Assert.True(Checkpoint(whole).AsSpan().SequenceEqual(Checkpoint(second)), "the states differ");
    }

    [Fact]
    public void Steps_leave_no_tensor_behind() => Assert.Equal(0, TinyTraining.LeftBehind(
        steps => new SelfSupervisedTrainer(Tiny with { Steps = steps }, Images(Width, i => i % 3 == 0 ? Width.TargetsOf([WidthOf(i)]) : null))));

    [Fact]
    public void Problems_images_without_labels_are_no_images_for_a_recipe_that_names_some() => Assert.Equal(
        ["labels is 'width' and the images come without labels; allowed: images with labels, or 'none'."], SelfSupervisedTrainer.Problems(Tiny, Images(null, _ => null)));

    private static string WidthOf(int index) => index / 4 % 2 == 0 ? "fine" : "coarse";

    private static SyntheticImages Images(LabelTask? labels, Func<int, IReadOnlyList<float>?> targets) => new(("CR", 64))
    {
        Labels = labels,
        Reader = (modality, draw) => new TrainingImage($"{modality}-{draw}", SyntheticImages.Draw(modality, (int)(draw * 7 % 64)), null, null, targets((int)(draw * 7 % 64))),
    };

    private static List<StepReport> Run(TrainingRecipe recipe, SyntheticImages images, int steps)
    {
        using var trainer = new SelfSupervisedTrainer(recipe, images);
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Advance())];
    }

    private static List<(double, double?)> Losses(SelfSupervisedTrainer trainer, int steps) =>
        [.. Enumerable.Range(0, steps).Select(_ => trainer.Advance()).Select(report => (report.Loss, report.SupervisedLoss))];

    private static Dictionary<string, Tensor> State(SelfSupervisedTrainer trainer)
    {
        using var stream = new MemoryStream(Checkpoint(trainer));
        return new Dictionary<string, Tensor>(SafeTensors.Read(stream), StringComparer.Ordinal);
    }
}
