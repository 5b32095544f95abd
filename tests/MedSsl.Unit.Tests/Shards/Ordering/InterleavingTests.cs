using MedSsl.Imaging.Randomness;
using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class InterleavingTests
{
    public static TheoryData<int[]> Weights => new(
        [1], [7], [1, 1], [3, 1], [5, 2, 2], [1, 1, 1, 1, 1, 1], [128, 64, 32, 16, 8, 8], [97, 31, 5, 1], [1000, 1], [40, 30, 20, 5, 3, 1, 1]);

    /// <summary>Values of the Python code of docs/data-order.md.</summary>
    [Fact]
    public void At_never_changes() =>
        Assert.Equal([(0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1), (0, 3), (2, 1), (0, 4)], Enumerable.Range(0, 9).Select(n => new Interleaving([5, 2, 2]).At(n)));

    [Theory]
    [MemberData(nameof(Weights))]
    public void At_equals_counting_through_and_PositionOf_undoes_it(int[] weights)
    {
        var interleaving = new Interleaving(weights);
        var counts = new long[weights.Length];
        for (var n = 0; n < (3 * interleaving.Cycle) + 1; n++)
        {
            Assert.Equal(counts, Enumerable.Range(0, weights.Length).Select(stream => interleaving.CountBefore(stream, n)));
            var (stream, ordinal) = interleaving.At(n);
            Assert.Equal(counts[stream]++, ordinal);
            Assert.Equal(n, interleaving.PositionOf(stream, ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Weights))]
    public void CountBefore_is_near_the_share_everywhere_and_exact_at_the_end_of_a_cycle(int[] weights)
    {
        var interleaving = new Interleaving(weights);
        for (var n = 0L; n <= 2 * interleaving.Cycle; n++)
        {
            for (var stream = 0; stream < weights.Length; stream++)
            {
                var off = interleaving.CountBefore(stream, n) - (n * weights[stream] / (double)interleaving.Cycle);
                Assert.InRange(Math.Abs(off), 0, n % interleaving.Cycle == 0 ? 0 : ((weights.Length - 1) / 2.0) + 1e-9);
            }
        }
    }

    [Fact]
    public void At_far_out_with_the_largest_weights_is_undone_by_PositionOf()
    {
        var interleaving = new Interleaving([(1 << 29) - 1, (1 << 28) + 1, 1 << 27, (1 << 27) - 12345, 12345]);
        Assert.Equal(Interleaving.LongestCycle, interleaving.Cycle);
        var random = new SeededRandom(3);
        for (var i = 0; i < 20_000; i++)
        {
            var position = (long)(random.NextUInt64() >> 2);
            var (stream, ordinal) = interleaving.At(position);
            Assert.Equal(position, interleaving.PositionOf(stream, ordinal));
            Assert.Equal(ordinal, interleaving.CountBefore(stream, position));
        }
    }
}
