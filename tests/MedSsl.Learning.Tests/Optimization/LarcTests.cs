using MedSsl.Learning.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Optimization;

public sealed class LarcTests
{
    [Fact]
    public void Step_has_the_golden_result()
    {
        // w (3,4), g (0.6,0.8), λ 1e-6, lr 4.8: r = 0.00499997495.
        using var scope = NewDisposeScope();
        var w = Weight(3, 4);
        using var larc = new Larc([("w", w)], new LarcOptions());

        SetGradient(w, 0.6f, 0.8f);
        larc.Step(4.8);

        AssertValues([2.9856f, 3.9808f], w, 1e-6f);
        AssertValues([0.003f, 0.004f], larc.State["momentum.w"], 1e-7f);
    }

    [Fact]
    public void Step_twice_adds_nine_tenths_of_the_momentum()
    {
        using var scope = NewDisposeScope();
        var w = Weight(3, 4);
        using var larc = new Larc([("w", w)], new LarcOptions { WeightDecay = 0 });

        SetGradient(w, 0.6f, 0.8f);
        larc.Step(4.8);
        larc.Step(4.8);

        // m₂ = 0.9·(0.003,0.004) + 0.001·‖w₁‖·(0.6,0.8)/1 with ‖w₁‖ = 4.976.
        AssertValues([(0.9f * 0.003f) + (0.004976f * 0.6f), (0.9f * 0.004f) + (0.004976f * 0.8f)], larc.State["momentum.w"], 1e-7f);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1000f)]
    public void Step_moves_a_tensor_by_a_share_of_its_norm_whatever_the_gradients_size(float size)
    {
        using var scope = NewDisposeScope();
        var w = Weight(3, 4);
        using var larc = new Larc([("w", w)], new LarcOptions { WeightDecay = 0 });

        SetGradient(w, 0.6f * size, 0.8f * size);
        larc.Step(1);

        AssertValues([3 - 0.003f, 4 - 0.004f], w, 1e-6f);
    }

    [Theory]
    [InlineData(false, -0.6f)]
    [InlineData(true, -0.0006f)]
    public void Step_of_a_tensor_of_zeros_is_raw_as_published_or_guarded(bool guard, float expected)
    {
        using var scope = NewDisposeScope();
        var w = Weight(0, 0);
        using var larc = new Larc([("w", w)], new LarcOptions { GuardZeroNorm = guard });

        SetGradient(w, 0.6f, 0.8f);
        larc.Step(1);

        Assert.Equal(expected, w[0].item<float>(), 1e-7f);
    }

    [Fact]
    public void Step_of_a_bias_that_is_excluded_is_plain_descent_without_decay_and_of_a_matrix_as_ever()
    {
        using var scope = NewDisposeScope();
        var (bias, matrix) = (Weight(3, 4), new Parameter(tensor(new[,] { { 3f, 4f } })));
        using var larc = new Larc([("bias", bias), ("matrix", matrix)], new LarcOptions { ExcludeBiasAndNorm = true });

        SetGradient(bias, 0.6f, 0.8f);
        matrix.grad = tensor(new[,] { { 0.6f, 0.8f } });
        larc.Step(0.5);

        AssertValues([2.7f, 3.6f], bias, 1e-6f);
        AssertValues([3 - (0.5f * 0.003f), 4 - (0.5f * 0.004f)], matrix[0], 1e-6f);
    }

    [Fact]
    public void Step_without_a_gradient_leaves_the_tensor_and_its_momentum_alone()
    {
        using var scope = NewDisposeScope();
        var (moved, still) = (Weight(3, 4), Weight(3, 4));
        using var larc = new Larc([("moved", moved), ("still", still)], new LarcOptions());
        SetGradient(moved, 0.6f, 0.8f);
        SetGradient(still, 0.6f, 0.8f);
        larc.Step(1);
        var momentum = larc.State["momentum.still"].clone();
        var before = still.clone();

        larc.ClearGradients();
        SetGradient(moved, 0.6f, 0.8f);
        larc.Step(1);

        Assert.Null(still.grad);
        Assert.True(before.equal(still).all().item<bool>());
        Assert.True(momentum.equal(larc.State["momentum.still"]).all().item<bool>());
        Assert.NotEqual(3f, moved[0].item<float>());
    }

    [Fact]
    public void Step_with_a_gradient_that_is_not_finite_names_it_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var (good, bad) = (Weight(3, 4), Weight(3, 4));
        using var larc = new Larc([("good", good), ("bad", bad)], new LarcOptions());
        SetGradient(good, 1, 1);
        SetGradient(bad, float.NaN, 1);

        Assert.Contains("gradient of 'bad'", Assert.Throws<NotFiniteNumberException>(() => larc.Step(1)).Message, StringComparison.Ordinal);

        AssertValues([3, 4], good, 0);
    }

    private static Parameter Weight(params float[] values) => new(tensor(values));

    private static void SetGradient(Parameter w, params float[] values) => w.grad = tensor(values);

    private static void AssertValues(float[] expected, Tensor actual, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i].item<float>(), tolerance);
        }
    }
}
