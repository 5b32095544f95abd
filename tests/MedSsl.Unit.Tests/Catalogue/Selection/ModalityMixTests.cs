using MedSsl.Catalogue.Selection;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue.Selection;

public sealed class ModalityMixTests
{
    [Theory]
    [InlineData(0.5, 0.5, 10, 100, 10, 10)]
    [InlineData(0.75, 0.25, 300, 1000, 300, 100)]
    [InlineData(0.75, 0.25, 1000, 10, 30, 10)]
    [InlineData(0.6, 0.4, 7, 100, 7, 4)] // 11 in all: 6.6 and 4.4
    [InlineData(0.5, 0.5, 1, 0, 0, 0)]
    [InlineData(1, 0, 5, 9, 5, 0)]
    public void Counts_are_the_most_that_the_shares_allow(double first, double second, long ct, long mr, long expectedCt, long expectedMr)
    {
        var counts = ModalityMix.Counts(Shares(("CT", first), ("MR", second)), Available(("CT", ct), ("MR", mr), ("US", 50)));
        Assert.Equal((expectedCt, expectedMr), (counts.GetValueOrDefault("CT"), counts.GetValueOrDefault("MR")));
        Assert.DoesNotContain("US", counts.Keys);
    }

    [Fact]
    public void Counts_of_equal_remainders_go_to_the_first_modality_whatever_the_order()
    {
        var available = Available(("A", 100), ("B", 100), ("C", 33));
        foreach (var shares in new[] { Shares(("A", 0.4), ("B", 0.4), ("C", 0.2)), Shares(("C", 0.2), ("B", 0.4), ("A", 0.4)) })
        {
            Assert.Equal([("A", 66L), ("B", 66L), ("C", 33L)], ModalityMix.Counts(shares, available).Select(one => (one.Key, one.Value)).Order());
        }
    }

    [Fact]
    public void Counts_are_divided_by_largest_remainders_and_never_more_than_there_is()
    {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var weights = Enumerable.Range(0, 2 + random.Next(4)).Select(_ => 1 + random.Next(20)).ToArray();
            var shares = weights.Select((weight, i) => ($"M{i}", weight / (double)weights.Sum())).ToArray();
            var available = shares.Select(share => (share.Item1, (long)random.Next(500))).ToArray();
            var counts = ModalityMix.Counts(Shares(shares), Available(available));
            var total = counts.Values.Sum();
            Assert.All(shares, share => Assert.InRange(counts[share.Item1], Math.Floor((share.Item2 * total) - 1e-9), Math.Ceiling((share.Item2 * total) + 1e-9)));
            Assert.All(available, one => Assert.InRange(counts[one.Item1], 0, one.Item2));
            // One more in all would not be there: some modality is used up but for its rounding.
            Assert.Contains(shares, share => counts[share.Item1] + 1 + share.Item2 > available.Single(one => one.Item1 == share.Item1).Item2);
        }
    }

    private static Dictionary<string, double> Shares(params (string Modality, double Share)[] shares) => shares.ToDictionary(one => one.Modality, one => one.Share);

    private static Dictionary<string, long> Available(params (string Modality, long Count)[] counts) => counts.ToDictionary(one => one.Modality, one => one.Count);
}
