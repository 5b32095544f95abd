using MedSsl.Learning.SimClr;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.SimClr;

public sealed class NtXentLossTests
{
    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(7, 0.1)]
    public void Compute_agrees_with_a_loop_over_all_pairs(int images, double temperature)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (first, second) = (Unit(images, generator), Unit(images, generator));
        var z = cat([first, second]).to(ScalarType.Float64);

        double Similarity(int i, int k) => (z[i] * z[k]).sum().item<double>() / temperature;
        double OfCrop(int i)
        {
            var others = Enumerable.Range(0, 2 * images).Where(k => k != i).Sum(k => Math.Exp(Similarity(i, k)));
            return Math.Log(others) - Similarity(i, (i + images) % (2 * images));
        }

        var expected = Enumerable.Range(0, images).Select(i => (OfCrop(i) + OfCrop(i + images)) / 2).ToArray();
        var loss = NtXentLoss.Compute(first, second, temperature);

        Assert.Equal(expected, loss.data<float>().ToArray().Select(value => (double)value), (x, y) => Math.Abs(x - y) < 2e-5);
    }

    [Fact]
    public void Compute_has_the_golden_values()
    {
        // Two images whose crops agree, at right angles to each other, τ 1: ln(e + 2) − 1.
        using var scope = NewDisposeScope();

        var loss = NtXentLoss.Compute(eye(2), eye(2), 1);

        Assert.Equal(0.5514447, loss[0].item<float>(), 1e-6);
        Assert.Equal(0.5514447, loss[1].item<float>(), 1e-6);
    }

    [Fact]
    public void Compute_of_a_collapsed_network_is_the_logarithm_of_the_others()
    {
        using var scope = NewDisposeScope();
        var same = nn.functional.normalize(ones(16, 8), 2, 1);

        Assert.Equal(Math.Log(31), NtXentLoss.Compute(same, same, 0.1).mean().item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_follows_a_permutation_of_the_images_and_does_not_care_which_crop_is_first()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var (first, second) = (Unit(5, generator), Unit(5, generator));
        var order = tensor(new long[] { 3, 0, 4, 1, 2 });

        var loss = NtXentLoss.Compute(first, second, 0.2);

        Assert.True(loss.index_select(0, order).allclose(NtXentLoss.Compute(first.index_select(0, order), second.index_select(0, order), 0.2), atol: 1e-5));
        Assert.True(loss.allclose(NtXentLoss.Compute(second, first, 0.2), atol: 1e-5));
    }

    [Fact]
    public void Compute_at_a_small_temperature_stays_finite_with_its_gradient()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var first = Unit(4, generator).requires_grad_();

        var loss = NtXentLoss.Compute(first, Unit(4, generator), 0.01);
        loss.mean().backward();

        Assert.True(loss.isfinite().all().item<bool>());
        Assert.True(first.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Compute_of_crops_of_different_numbers_is_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[2, 4] and [3, 4]", Assert.Throws<ArgumentException>(() => NtXentLoss.Compute(zeros(2, 4), zeros(3, 4), 0.1)).Message, StringComparison.Ordinal);
    }

    private static Tensor Unit(int images, Generator generator) => nn.functional.normalize(randn([images, 6], generator: generator), 2, 1);
}
