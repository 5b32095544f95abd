using MedSsl.Learning.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Training;

public sealed class EmbeddingStatisticsTests
{
    [Theory]
    [InlineData(4, 8)]
    [InlineData(8, 4)]
    public void Of_vectors_along_the_axes_is_full_rank_and_of_equal_ones_rank_one(int samples, int dimension)
    {
        using var scope = NewDisposeScope();
        var axes = eye(4).repeat(samples / 4, dimension / 4) / Math.Sqrt(dimension / 4);
        var same = nn.functional.normalize(ones(samples, dimension), 2, 1);

        var spread = EmbeddingStatistics.Of(axes);
        var collapsed = EmbeddingStatistics.Of(same);

        Assert.Equal((4.0, (samples / 4.0 - 1) / (samples - 1)), (spread.EffectiveRank, spread.MeanCosine), (x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6);
        Assert.Equal(new[] { 1.0, 1, 0 }, new[] { collapsed.EffectiveRank, collapsed.MeanCosine, collapsed.Std }, (x, y) => Math.Abs(x - y) < 1e-5);
    }

    [Fact]
    public void Of_random_directions_has_nearly_no_cosine_and_nearly_all_directions()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);

        var statistics = EmbeddingStatistics.Of(nn.functional.normalize(randn([2000, 32], generator: generator), 2, 1));

        Assert.InRange(statistics.MeanCosine, -0.01, 0.01);
        Assert.InRange(statistics.EffectiveRank, 31, 32);
        Assert.Equal(1 / Math.Sqrt(32), statistics.Std, 2e-3);
    }

    [Fact]
    public void Of_embeddings_that_were_not_normalised_shows_in_their_norm()
    {
        using var scope = NewDisposeScope();
        var unit = nn.functional.normalize(ones(3, 8), 2, 1);

        Assert.Equal((1, 2.5), (EmbeddingStatistics.Of(unit).Norm, EmbeddingStatistics.Of(2.5 * unit).Norm), (x, y) => Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) < 1e-5);
    }

    [Fact]
    public void Of_one_image_is_defined()
    {
        using var scope = NewDisposeScope();

        var statistics = EmbeddingStatistics.Of(nn.functional.normalize(ones(1, 8), 2, 1));

        Assert.Equal(1, statistics.MeanCosine);
        Assert.Equal(1, statistics.EffectiveRank, 1e-6);
    }
}
