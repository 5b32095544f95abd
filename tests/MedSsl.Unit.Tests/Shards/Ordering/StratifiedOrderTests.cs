using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class StratifiedOrderTests
{
    private readonly StratifiedOrder order = new(Sets.Strata(), 7);

    /// <summary>Values of the Python code of docs/data-order.md.</summary>
    [Theory]
    [InlineData(0, "s01", 0)]
    [InlineData(1, "r0", 6)]
    [InlineData(3, "m00", 1)]
    [InlineData(1000, "r0", 4)]
    [InlineData(123456, "m01", 0)]
    public void At_never_changes(long position, string shard, int index) => Assert.Equal(new SamplePlace(shard, index), order.At(position));

    [Fact]
    public void At_gives_each_stratum_its_share_of_every_cycle()
    {
        for (var cycle = 0; cycle < 200; cycle++)
        {
            var names = Sets.Positions(cycle * 9, (cycle + 1) * 9).Select(position => order.StratumAt(position).Stratum).CountBy(name => name).ToDictionary();
            Assert.Equal((5, 2, 2), (names["CT"], names["MR"], names["CR"]));
        }
    }

    [Fact]
    public void At_gives_every_sample_of_a_stratum_once_before_one_comes_again()
    {
        var stream = Sets.Positions(0, 9 * 115).Select(order.At).ToArray();
        foreach (var stratum in Sets.Strata())
        {
            var length = (int)stratum.Snapshot.SampleCount;
            var mine = stream.Where(sample => new ShuffledOrder(stratum.Snapshot, 0).Holds(sample.ShardId)).ToArray();
            Assert.Equal(stratum.Weight * 115, mine.Length);
            Assert.All(mine.Chunk(length).Where(epoch => epoch.Length == length), epoch => Assert.Equal(length, epoch.Distinct().Count()));
            Assert.True(mine.Length < 2 * length || !mine.Take(length).SequenceEqual(mine.Skip(length).Take(length)));
        }
    }

    [Fact]
    public void StratumAt_counts_the_epochs_of_each_stratum_by_itself()
    {
        // After 63 positions: 35 of 115 of CT, 14 of 12 of MR, 14 of 7 of CR.
        var last = Sets.Positions(0, 63).Select(order.StratumAt).GroupBy(at => at.Stratum).ToDictionary(group => group.Key, group => group.Max(at => at.Epoch));
        Assert.Equal((0, 1, 1), (last["CT"], last["MR"], last["CR"]));
        Assert.Equal(2, Sets.Positions(63, 72).Select(order.StratumAt).Where(at => at.Stratum == "CR").Max(at => at.Epoch));
    }

    [Fact]
    public void At_depends_on_seed_and_weights_and_not_on_how_strata_are_listed()
    {
        var again = new StratifiedOrder(Sets.Strata().Reverse(), 7);
        Assert.Equal(Sets.Positions(0, 500).Select(order.At), Sets.Positions(0, 500).Select(again.At));
        Assert.Equal(order.Digest.ToArray(), again.Digest.ToArray());
        Assert.NotEqual(Sets.Positions(0, 100).Select(order.At), Sets.Positions(0, 100).Select(new StratifiedOrder(Sets.Strata(), 8).At));
        Assert.NotEqual(order.Digest.ToArray(), new StratifiedOrder(Sets.Strata().Select(stratum => stratum with { Weight = 1 }), 7).Digest.ToArray());
    }

    [Fact]
    public void At_strata_of_equal_shards_have_orders_of_their_own()
    {
        var twins = new StratifiedOrder([new("A", 1, new Snapshot(Sets.Shards("a", 20, _ => 9))), new("B", 1, new Snapshot(Sets.Shards("b", 20, _ => 9)))], 7);
        var a = Sets.Positions(0, 360).Select(twins.At).Where(sample => sample.ShardId[0] == 'a').Select(sample => (sample.ShardId[1..], sample.Index));
        var b = Sets.Positions(0, 360).Select(twins.At).Where(sample => sample.ShardId[0] == 'b').Select(sample => (sample.ShardId[1..], sample.Index));
        Assert.NotEqual(a, b);
    }

    [Fact]
    public void One_stratum_is_its_own_order()
    {
        var one = new StratifiedOrder([new Stratum("CR", 3, new Snapshot([new ShardSize("r0", 7)]))], 7);
        Assert.Equal(Enumerable.Range(0, 7), Sets.Positions(0, 7).Select(position => one.At(position).Index).Order());
    }

    [Fact]
    public void Strata_that_are_none_are_refused_by_name()
    {
        var snapshot = new Snapshot([new ShardSize("x", 1)]);
        Assert.Contains("here they are 0", Refused([]), StringComparison.Ordinal);
        Assert.Contains("Stratum CT has the weight 0", Refused([new("CT", 0, snapshot)]), StringComparison.Ordinal);
        Assert.Contains("Stratum CT is there twice", Refused([new("CT", 1, snapshot), new("CT", 2, snapshot)]), StringComparison.Ordinal);
        Assert.Contains("Shard x is in two strata", Refused([new("CT", 1, snapshot), new("MR", 2, snapshot)]), StringComparison.Ordinal);
        Assert.Contains("cannot name a stratum", Refused([new("", 1, snapshot)]), StringComparison.Ordinal);
        Assert.Contains("sum up to 1073741824", Refused([new("CT", int.MaxValue, snapshot)]), StringComparison.Ordinal);
    }

    private static string Refused(Stratum[] strata) => Assert.Throws<ArgumentException>(() => new StratifiedOrder(strata, 1)).Message;
}
