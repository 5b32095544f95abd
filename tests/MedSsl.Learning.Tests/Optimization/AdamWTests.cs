using MedSsl.Learning.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Optimization;

public sealed class AdamWTests
{
    [Fact]
    public void Step_agrees_with_torchs_own_over_many_steps()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var start = randn([6, 4], generator: generator);
        var (ours, theirs) = (new Parameter(start.clone()), new Parameter(start.clone()));
        using var optimizer = new MedSsl.Learning.Optimization.AdamW([("w", ours)], new AdamWOptions { WeightDecay = 0.1 });
        using var reference = optim.AdamW([theirs], lr: 0.02, weight_decay: 0.1);

        for (var step = 0; step < 25; step++)
        {
            var gradient = randn([6, 4], generator: generator);
            ours.grad = gradient.clone();
            theirs.grad = gradient.clone();
            optimizer.Step(0.02);
            reference.step();
        }

        Assert.True(ours.allclose(theirs, rtol: 1e-5, atol: 1e-6), (ours - theirs).abs().max().item<float>().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(ours.allclose(start, atol: 0.1));
    }

    [Theory]
    [InlineData(false, 3 - (0.01 * (1 + (0.5 * 3))))]
    [InlineData(true, 3 - 0.01)]
    public void First_step_moves_by_the_rate_and_decays_biases_unless_they_are_excluded(bool exclude, double expected)
    {
        using var scope = NewDisposeScope();
        var bias = new Parameter(tensor(new[] { 3f }));
        using var optimizer = new MedSsl.Learning.Optimization.AdamW([("bias", bias)], new AdamWOptions { WeightDecay = 0.5, ExcludeBiasAndNorm = exclude });

        bias.grad = tensor(new[] { 1e-3f });
        optimizer.Step(0.01);

        Assert.Equal(expected, bias.item<float>(), 2e-6);
    }

    [Fact]
    public void Parameter_without_gradient_does_not_age()
    {
        using var scope = NewDisposeScope();
        var (early, late) = (new Parameter(tensor(new[] { 3f })), new Parameter(tensor(new[] { 3f })));
        using var optimizer = new MedSsl.Learning.Optimization.AdamW([("early", early), ("late", late)], new AdamWOptions { WeightDecay = 0 });

        early.grad = tensor(new[] { 0.5f });
        optimizer.Step(0.01);
        optimizer.ClearGradients();
        late.grad = tensor(new[] { 0.5f });
        optimizer.Step(0.01);

        Assert.Equal(early.item<float>(), late.item<float>(), 1e-7f);
        Assert.Equal((1L, 1L), (optimizer.State["steps.early"].item<long>(), optimizer.State["steps.late"].item<long>()));
    }
}
