using MedSsl.Learning.Swav;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class SwavLossTests
{
    private static readonly float[,] SecondView = { { 0.85f, 0.20f, -0.10f }, { 0.60f, 0.35f, 0.05f }, { 0.55f, 0.00f, 0.30f }, { 0.40f, 0.45f, 0.50f } };

    [Fact]
    public void Compute_of_two_views_has_the_golden_value()
    {
        using var scope = NewDisposeScope();
        Tensor[] scores = [tensor(SinkhornTests.GoldenScores), tensor(SecondView)];

        var loss = SwavLoss.Compute(scores, [.. scores.Select(view => Sinkhorn.Assign(view, 0.05, 3))], 0.1);

        Assert.Equal(1.9257250, loss.item<float>(), 2e-6);
    }

    [Fact]
    public void Compute_of_a_collapsed_network_is_log_K_whatever_the_number_of_crops()
    {
        using var scope = NewDisposeScope();
        var scores = Enumerable.Repeat(full([16, 300], 0.8f), 8).ToList();
        var codes = scores.Take(2).Select(view => Sinkhorn.Assign(view, 0.05, 3)).ToList();

        Assert.Equal(Math.Log(300), SwavLoss.Compute(scores, codes, 0.1).item<float>(), 1e-5);
        Assert.Equal(5.7038, Math.Log(300), 1e-4);
    }

    [Fact]
    public void Compute_is_the_mean_over_assign_crops_of_the_mean_over_the_other_crops()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var scores = Enumerable.Range(0, 4).Select(_ => SinkhornTests.Cosines(6, 5, generator)).ToList();
        var codes = scores.Take(2).Select(view => Sinkhorn.Assign(view, 0.05, 3)).ToList();

        double CrossEntropy(int a, int v) => -(codes[a] * nn.functional.log_softmax(scores[v] / 0.1, 1)).sum(1).mean().item<float>();
        var expected = ((CrossEntropy(0, 1) + CrossEntropy(0, 2) + CrossEntropy(0, 3)) / 3 + (CrossEntropy(1, 0) + CrossEntropy(1, 2) + CrossEntropy(1, 3)) / 3) / 2;

        Assert.Equal(expected, SwavLoss.Compute(scores, codes, 0.1).item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_sends_no_gradient_to_the_only_view_that_is_assigned()
    {
        using var scope = NewDisposeScope();
        var (assigned, other) = (tensor(SinkhornTests.GoldenScores).requires_grad_(), tensor(SecondView).requires_grad_());

        SwavLoss.Compute([assigned, other], [Sinkhorn.Assign(assigned, 0.05, 3)], 0.1).backward();

        Assert.True(assigned.grad is null || assigned.grad.abs().max().item<float>() == 0);
        Assert.True(other.grad!.abs().max().item<float>() > 0.01);
    }

    [Fact]
    public void Compute_with_scores_far_apart_stays_finite()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new[,] { { 1f, -1f }, { -1f, 1f } });

        var loss = SwavLoss.Compute([scores, scores], [Sinkhorn.Assign(scores, 0.01, 3), Sinkhorn.Assign(scores, 0.01, 3)], 0.001);

        Assert.Equal(0, loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_of_one_crop_is_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentException>(() => SwavLoss.Compute([zeros(2, 2)], [zeros(2, 2)], 0.1));
    }
}
