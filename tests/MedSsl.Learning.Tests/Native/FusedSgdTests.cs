using MedSsl.Learning.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Native;

public sealed class FusedSgdTests
{
    // Sizes around those of a vector register, and one that is divided among threads.
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_003)]
    public void Step_is_that_of_single_operations(long size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (w, g, m) = (randn(size, generator: generator), randn(size, generator: generator), randn(size, generator: generator));
        var gradient = g.clone();
        var momentum = (m * 0.9) + (0.003 * (g + (0.1 * w)));
        var weight = w - (4.8 * momentum);

        Assert.True(FusedSgd.Fits(w, g, m));
        FusedSgd.Step(w, g, m, scale: 0.003, decay: 0.1, momentumFactor: 0.9, learningRate: 4.8);

        Assert.True(m.allclose(momentum, rtol: 1e-6, atol: 1e-6));
        Assert.True(w.allclose(weight, rtol: 1e-5, atol: 1e-5));
        Assert.True(g.equal(gradient).all().item<bool>());
    }

    [Fact]
    public void Step_is_the_same_every_time_and_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var start = randn(100_003, generator: generator);
        var results = Enumerable.Range(0, 2).Select(_ => (W: start.clone(), M: zeros_like(start))).ToList();
        var before = Tensor.TotalCount;

        results.ForEach(one => FusedSgd.Step(one.W, start, one.M, 0.01, 1e-6, 0.9, 1));

        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(results[0].W.equal(results[1].W).all().item<bool>());
    }

    [Fact]
    public void Fits_refuses_another_type_and_another_order_of_the_elements()
    {
        using var scope = NewDisposeScope();
        var plain = ones(2, 3);

        Assert.False(FusedSgd.Fits(plain, plain, ones(3, 2).t()));
        Assert.False(FusedSgd.Fits(plain, plain, plain.to(ScalarType.Float64)));
        Assert.False(FusedSgd.Fits(plain.to(ScalarType.Float64), plain, plain));
    }
}
