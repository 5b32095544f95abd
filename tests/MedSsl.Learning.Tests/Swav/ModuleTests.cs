using MedSsl.Learning.Backbones;
using MedSsl.Learning.Swav;
using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class ModuleTests
{
    // Linear(D→H) + BatchNorm(H) + Linear(H→128), with biases: the counts of the published heads.
    [Theory]
    [InlineData(2048, 2048, 4_462_720)]
    [InlineData(4096, 8192, 34_627_712)]
    public void ProjectionHead_has_the_published_number_of_parameters(long features, long hidden, long expected)
    {
        using var head = new ProjectionHead(features, hidden, 128, seed: 1);

        Assert.Equal(expected, head.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void ProjectionHead_gives_unit_vectors_and_is_reproducible()
    {
        using var scope = NewDisposeScope();
        var features = rand(6, 20);

        var z = new ProjectionHead(20, 16, 8, seed: 3).call(features);

        Assert.True(z.norm(1).allclose(ones(6), atol: 1e-5));
        Assert.True(z.equal(new ProjectionHead(20, 16, 8, seed: 3).call(features)).all().item<bool>());
        Assert.False(z.allclose(new ProjectionHead(20, 16, 8, seed: 4).call(features)));
    }

    [Fact]
    public void ProjectionHead_without_batch_norm_treats_every_image_by_itself()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var features = rand([6, 20], generator: generator);

        bool IsAlone(bool batchNorm)
        {
            var head = new ProjectionHead(20, 16, 8, seed: 3, batchNorm);
            return head.call(features).narrow(0, 0, 2).allclose(head.call(features.narrow(0, 0, 2)), atol: 1e-5);
        }

        Assert.True(IsAlone(batchNorm: false));
        Assert.False(IsAlone(batchNorm: true));
    }

    [Fact]
    public void Prototypes_are_unit_vectors_of_the_published_size_after_Normalize()
    {
        using var scope = NewDisposeScope();
        var prototypes = new Prototypes(["CR"], 3000, 128, seed: 1);
        var weight = prototypes.parameters().Single();
        using (no_grad())
        {
            weight.mul_(3);
        }

        prototypes.Normalize();

        Assert.Equal(384_000, weight.numel());
        Assert.True(weight.norm(1).allclose(ones(3000), atol: 1e-5));
    }

    [Fact]
    public void Prototypes_while_frozen_receive_no_gradient_and_their_inputs_do()
    {
        using var scope = NewDisposeScope();
        var prototypes = new Prototypes(["CR", "CT"], 4, 8, seed: 1) { Frozen = true };
        var z = rand(3, 8).requires_grad_();

        prototypes.Scores("CT", z).sum().backward();

        Assert.All(prototypes.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.NotNull(z.grad);
        prototypes.Frozen = false;
        prototypes.Scores("CT", z).sum().backward();
        Assert.Equal([false, true], prototypes.named_parameters().OrderBy(pair => pair.name).Select(pair => pair.parameter.grad is not null));
    }

    [Fact]
    public void NoteUse_counts_prototypes_that_were_nobodys_best_for_the_window()
    {
        using var scope = NewDisposeScope();
        var prototypes = new Prototypes(["CR"], 3, 8, seed: 1);
        var first = tensor(new[,] { { 0.8f, 0.1f, 0.1f }, { 0.1f, 0.8f, 0.1f } });
        var second = tensor(new[,] { { 0.8f, 0.1f, 0.1f }, { 0.9f, 0.0f, 0.1f } });

        Assert.Equal(0, prototypes.NoteUse("CR", first, step: 1, window: 2));
        Assert.Equal(1, prototypes.NoteUse("CR", second, step: 2, window: 2));
        Assert.Equal(2, prototypes.NoteUse("CR", second, step: 3, window: 2));
        Assert.Equal(1, prototypes.NoteUse("CR", first, step: 4, window: 2));
    }

    [Theory]
    [InlineData(false, 0, 1e-6)]
    [InlineData(true, 1e-4, 0.05)] // a mean difference of 0 would mean that autocast did nothing
    public void Embed_runs_the_backbone_once_per_size_and_the_head_once_over_all_crops(bool bfloat16, double least, double most)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (backbone, head) = (ResNet.Create("resnet18", seed: 1), new ProjectionHead(512, 16, 8, seed: 2));
        var network = new PretrainingNetwork(backbone, head, TrainingRecipe.BuiltIn["demo"].ObjectiveOf([new ModalitySlice("CR", 100, 0, 128)]));
        using var generator = new Generator(4);
        var (large, small) = (randn([4, 1, 48, 48], generator: generator), randn([6, 1, 32, 32], generator: generator));

        var (z, _) = network.Embed([large, small], bfloat16);

        // Batch statistics of the backbone belong to a size, those of the head to all crops: this expression says so.
        var expected = head.call(cat([backbone.call(large), backbone.call(small)]));
        Assert.Equal(ScalarType.Float32, z.dtype);
        Assert.InRange(expected.sub(z).abs().mean().item<float>(), least, most);
        Assert.Equal(2 * 2, backbone.state_dict()["bn1.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Statistics_of_clear_and_of_empty_codes_are_as_defined()
    {
        using var scope = NewDisposeScope();
        var clear = eye(4);

        var good = CodeStatistics.Of(clear, clear, temperature: 0.001, new CodeAssignment(0.05, 0.1, 0), unused: 0);
        var bad = CodeStatistics.Of(full([4, 4], 0.25f), zeros(4, 4), temperature: 0.1, new CodeAssignment(0.05, 0.1, 0), unused: 0.5);

        Assert.Equal(new[] { 1.0, 4, 1, 0 }, new[] { good.CodePerplexity, good.MarginalPerplexity, good.PredictionPerplexity, good.MassError }, (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.Equal(new[] { 4.0, 4, 4, 0, 0.5 }, new[] { bad.CodePerplexity, bad.MarginalPerplexity, bad.PredictionPerplexity, bad.MassError, bad.Unused }, (x, y) => Math.Abs(x - y) < 1e-5);
    }
}
