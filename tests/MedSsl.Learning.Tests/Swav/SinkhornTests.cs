using MedSsl.Learning.Swav;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Swav;

public sealed class SinkhornTests
{
    // Golden values computed with NumPy in float64 from the plain exp(S/ε) form, ε 0.05.
    internal static readonly float[,] GoldenScores = { { 0.90f, 0.10f, -0.20f }, { 0.80f, 0.30f, 0.00f }, { 0.70f, -0.10f, 0.20f }, { 0.60f, 0.50f, 0.40f } };

    [Fact]
    public void Assign_after_three_rounds_has_the_golden_codes()
    {
        using var scope = NewDisposeScope();

        var codes = Sinkhorn.Assign(tensor(GoldenScores), 0.05, 3);

        AssertClose(
            [0.997242, 0.002731, 0.000027, 0.472608, 0.522177, 0.005215, 0.183341, 0.000502, 0.816157, 0.000196, 0.647010, 0.352793],
            codes, 2e-6);
        AssertClose([1.653387, 1.172420, 1.174193], codes.sum([0L]), 1e-5);
    }

    [Fact]
    public void Assign_after_many_rounds_gives_every_prototype_the_same_mass()
    {
        using var scope = NewDisposeScope();

        var codes = Sinkhorn.Assign(tensor(GoldenScores), 0.05, 100);

        AssertClose(
            [0.993301, 0.006619, 0.000080, 0.268760, 0.722554, 0.008686, 0.071197, 0.000474, 0.928329, 0.000075, 0.603686, 0.396239],
            codes, 3e-6);
        AssertClose([4.0 / 3, 4.0 / 3, 4.0 / 3], codes.sum([0L]), 1e-5);
    }

    [Fact]
    public void Assign_agrees_with_the_plain_form_on_random_scores()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var scores = Cosines(40, 32, generator);

        var plain = scores.to(ScalarType.Float64).div(0.05).exp(); // the reference code's form, [B, K]
        for (var i = 0; i < 3; i++)
        {
            plain = plain / plain.sum([0L], keepdim: true);
            plain = plain / plain.sum([1L], keepdim: true);
        }

        Assert.True(plain.allclose(Sinkhorn.Assign(scores.to(ScalarType.Float64), 0.05, 3), rtol: 1e-12, atol: 1e-14));
        Assert.True(plain.allclose(Sinkhorn.Assign(scores, 0.05, 3).to(ScalarType.Float64), rtol: 1e-4, atol: 1e-7));
    }

    [Fact]
    public void Assign_does_not_see_a_constant_added_to_all_scores_nor_once_converged_to_a_prototype()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var scores = Cosines(12, 5, generator).to(ScalarType.Float64);
        var offsets = tensor(new[] { 0.3, -0.2, 0.0, 0.1, 0.5 });

        Assert.True(Sinkhorn.Assign(scores, 0.05, 3).allclose(Sinkhorn.Assign(scores + 0.7, 0.05, 3)));
        Assert.True(Sinkhorn.Assign(scores, 0.2, 500).allclose(Sinkhorn.Assign(scores + offsets, 0.2, 500), atol: 1e-6));
        Assert.False(Sinkhorn.Assign(scores, 0.2, 1).allclose(Sinkhorn.Assign(scores * 2, 0.2, 1), atol: 1e-6));
    }

    [Fact]
    public void Assign_of_permuted_samples_and_prototypes_is_the_permuted_result()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var scores = Cosines(9, 6, generator);
        var rows = tensor(new long[] { 4, 2, 0, 8, 6, 1, 3, 7, 5 });
        var columns = tensor(new long[] { 5, 0, 3, 1, 4, 2 });

        var permuted = Sinkhorn.Assign(scores.index_select(0, rows).index_select(1, columns), 0.05, 3);

        Assert.True(Sinkhorn.Assign(scores, 0.05, 3).index_select(0, rows).index_select(1, columns).allclose(permuted, atol: 1e-6));
    }

    [Fact]
    public void Assign_with_foreign_prototypes_masked_equals_separate_runs()
    {
        // Two modalities in one matrix with −∞ where they do not meet: blocks do not influence each other (per-modality prototypes).
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var (a, b) = (Cosines(10, 4, generator), Cosines(6, 3, generator));
        var joint = full([16, 7], -1e6f);
        joint.narrow(0, 0, 10).narrow(1, 0, 4).copy_(a);
        joint.narrow(0, 10, 6).narrow(1, 4, 3).copy_(b);

        var codes = Sinkhorn.Assign(joint, 0.05, 4);

        Assert.True(Sinkhorn.Assign(a, 0.05, 4).allclose(codes.narrow(0, 0, 10).narrow(1, 0, 4), atol: 1e-6));
        Assert.True(Sinkhorn.Assign(b, 0.05, 4).allclose(codes.narrow(0, 10, 6).narrow(1, 4, 3), atol: 1e-6));
    }

    [Fact]
    public void Assign_over_workers_that_share_a_batch_equals_one_with_all_of_it_even_where_one_has_nothing()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        var scores = Cosines(20, 6, generator);
        var parts = scores.split([9L, 0, 11]);
        using var workers = new Workers(parts.Length);
        var codes = new Tensor[parts.Length];

        var threads = parts.Select((part, i) => new Thread(() => codes[i] = Sinkhorn.Assign(part, 0.02, 4, workers).DetachFromDisposeScope())).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.True(Sinkhorn.Assign(scores, 0.02, 4).allclose(cat(codes), rtol: 1e-5, atol: 1e-7));
        Assert.Equal([0L, 6], codes[1].shape);
        Assert.False(Sinkhorn.Assign(parts[0], 0.02, 4).allclose(codes[0], atol: 1e-3));
        Array.ForEach(codes, part => part.Dispose());
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1e-3)]
    public void Assign_of_equal_scores_is_uniform_at_any_sharpness(double epsilon)
    {
        using var scope = NewDisposeScope();

        Assert.True(Sinkhorn.Assign(full([8, 4], 0.9f), epsilon, 3).allclose(full([8, 4], 0.25f), atol: 1e-6));
    }

    [Fact]
    public void Assign_where_exp_would_overflow_or_empty_a_prototype_stays_finite()
    {
        using var scope = NewDisposeScope();
        var scores = cat([full([6, 1], 1f), full([6, 1], -1f)], 1); // exp(±1/0.001) is ∞ or 0 in float32

        var codes = Sinkhorn.Assign(scores, 0.001, 3);

        Assert.True(codes.isfinite().all().item<bool>());
        Assert.True(codes.allclose(full([6, 2], 0.5f), atol: 1e-4));
    }

    [Fact]
    public void Assign_of_one_sample_or_one_prototype_is_defined()
    {
        using var scope = NewDisposeScope();

        Assert.True(Sinkhorn.Assign(tensor(new[,] { { 0.3f, 0.9f } }), 0.05, 3).allclose(full([1, 2], 0.5f)));
        Assert.True(Sinkhorn.Assign(tensor(new[,] { { 0.3f }, { 0.9f } }), 0.05, 3).allclose(ones(2, 1)));
    }

    [Fact]
    public void Assign_lets_no_gradient_through()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(GoldenScores).requires_grad_();

        Assert.False(Sinkhorn.Assign(scores, 0.05, 3).requires_grad);
    }

    [Fact]
    public void AdaptiveEpsilon_follows_the_spread_that_Sinkhorn_sees_up_to_the_cap()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        var scores = Cosines(256, 300, generator); // random directions in 128 dimensions: sd 1/√128 = 0.088

        Assert.Equal(0.05, Sinkhorn.AdaptiveEpsilon(scores));
        Assert.Equal(0.6 * 0.0884, Sinkhorn.AdaptiveEpsilon(scores, cap: 1), 2e-3);
        Assert.Equal(0.1 * 0.6 * 0.0884, Sinkhorn.AdaptiveEpsilon(scores * 0.1 + 0.7, cap: 1), 2e-4);
        Assert.InRange(Sinkhorn.AdaptiveEpsilon(full([4, 4], 0.5f)), 1e-6, 1e-3);
    }

    internal static Tensor Cosines(long samples, long prototypes, Generator generator)
    {
        var z = nn.functional.normalize(randn(samples, 128, generator: generator), 2, 1);
        var c = nn.functional.normalize(randn(prototypes, 128, generator: generator), 2, 1);
        return z.matmul(c.t());
    }

    internal static void AssertClose(double[] expected, Tensor actual, double tolerance)
    {
        using var flat = actual.to(ScalarType.Float64).contiguous().flatten();
        var values = flat.data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected[i], values[i], tolerance);
        }
    }

    /// <summary>Threads in the place of the processes of a run.</summary>
    private sealed class Workers(int count) : IAllReduce, IDisposable
    {
        private readonly Barrier barrier = new(count);
        private readonly Lock exchange = new();
        private Tensor? shared;

        public void Max(Tensor values) => Reduce(values, maximum);

        public void Sum(Tensor values) => Reduce(values, (a, b) => a + b);

        public void Dispose() => barrier.Dispose();

        private void Reduce(Tensor values, Func<Tensor, Tensor, Tensor> combine)
        {
            lock (exchange)
            {
                shared = (shared is null ? values.clone() : combine(shared, values)).DetachFromDisposeScope();
            }

            barrier.SignalAndWait();
            values.copy_(shared);
            barrier.SignalAndWait(); // all have read it
            shared = null;
            barrier.SignalAndWait();
        }
    }
}
