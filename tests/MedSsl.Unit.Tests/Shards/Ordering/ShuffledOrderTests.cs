using MedSsl.Imaging.Randomness;
using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class ShuffledOrderTests
{
    private readonly ShuffledOrder order = new(new Snapshot(Sets.Uneven), 7);

    /// <summary>Values of the Python code of docs/data-order.md.</summary>
    [Theory]
    [InlineData(0, 0, "s06", 4)]
    [InlineData(0, 1, "s01", 1)]
    [InlineData(0, 57, "s22", 0)]
    [InlineData(1, 0, "s22", 6)]
    [InlineData(12, 100, "s15", 1)]
    public void At_never_changes(int epoch, int n, string shard, int index)
    {
        var sample = new SamplePlace(shard, index);
        Assert.Equal(sample, order.At((epoch * 115) + n));
        Assert.Equal((epoch * 115) + n, order.PositionOf(sample, epoch));
    }

    [Fact]
    public void At_over_an_epoch_gives_every_sample_once_and_every_epoch_another_order()
    {
        var epochs = Enumerable.Range(0, 20).Select(epoch => Epoch(order, epoch)).ToList();
        Assert.All(epochs, epoch => Assert.Equal(Sets.Samples(Sets.Uneven), Sorted(epoch)));
        Assert.Equal(epochs.Count, epochs.Select(epoch => string.Join(' ', epoch)).Distinct().Count());
    }

    [Fact]
    public void At_depends_on_snapshot_and_seed_and_not_on_how_shards_are_listed_or_what_was_asked_before()
    {
        var again = new ShuffledOrder(new Snapshot(Sets.Uneven.Reverse()), 7);
        Assert.Equal(order.Digest.ToArray(), again.Digest.ToArray());
        var backwards = Sets.Positions(0, 500).Reverse().Select(again.At).Reverse();
        Assert.Equal(Sets.Positions(0, 500).Select(order.At), backwards);
        Assert.NotEqual(Epoch(order, 0), Epoch(new ShuffledOrder(new Snapshot(Sets.Uneven), 8), 0));
        Assert.NotEqual(order.Digest.ToArray(), new ShuffledOrder(new Snapshot(Sets.Uneven.Skip(1)), 7).Digest.ToArray());
        Assert.NotEqual(order.Digest.ToArray(), new ShuffledOrder(new Snapshot(Sets.Uneven), 7, 11).Digest.ToArray());
    }

    [Fact]
    public void At_from_several_threads_in_several_epochs_gives_the_same()
    {
        var one = Sets.Positions(0, 5000).Select(order.At).ToArray();
        var many = new SamplePlace[one.Length];
        var shared = new ShuffledOrder(new Snapshot(Sets.Uneven), 7);
        Parallel.For(0, many.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => many[i] = shared.At(i));
        Assert.Equal(one, many);
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(9, 10, 1)]
    [InlineData(19, 10, 1)]
    [InlineData(20, 10, 2)]
    [InlineData(79, 10, 7)]
    [InlineData(79, 16, 4)]
    public void GroupAt_has_enough_shards_and_they_hold_all_of_its_positions(int shards, int perGroup, int groups)
    {
        var set = Sets.Shards("g", shards, i => 1 + (i % 4)).ToArray();
        var grouped = new ShuffledOrder(new Snapshot(set), 3, perGroup);
        var seen = new List<IReadOnlyList<string>>();
        for (var position = grouped.EpochLength; position < 2 * grouped.EpochLength;)
        {
            var (ids, start, end) = grouped.GroupAt(position);
            Assert.InRange(ids.Count, Math.Min(shards, perGroup), (2 * perGroup) - 1);
            Assert.Equal(Sets.Samples(set.Where(shard => ids.Contains(shard.Id))), Sorted(Sets.Positions(position, end).Select(grouped.At)));
            Assert.Equal(position, start);
            Assert.Equal((start, end), (grouped.GroupAt(end - 1).Start, grouped.GroupAt(end - 1).End));
            seen.Add(ids);
            position = end;
        }

        Assert.Equal(groups, seen.Count);
        Assert.Equal(set.Select(shard => shard.Id), seen.SelectMany(ids => ids).Order(StringComparer.Ordinal));
        Assert.True(seen.Max(ids => ids.Count) - seen.Min(ids => ids.Count) <= 1);
    }

    [Fact]
    public void At_groups_of_one_size_have_orders_of_their_own()
    {
        var equal = new ShuffledOrder(new Snapshot(Sets.Shards("e", 20, _ => 5)), 11);
        Assert.NotEqual(Slots(0, 50), Slots(50, 100));

        IEnumerable<(int, int)> Slots(long from, long to)
        {
            var shards = equal.GroupAt(from).ShardIds.ToList();
            return Sets.Positions(from, to).Select(equal.At).Select(sample => (shards.IndexOf(sample.ShardId), sample.Index));
        }
    }

    [Fact]
    public void At_one_sample_comes_for_ever()
    {
        var single = new ShuffledOrder(new Snapshot([new ShardSize("only", 1)]), 5);
        Assert.All(Sets.Positions(0, 50), position => Assert.Equal(new SamplePlace("only", 0), single.At(position)));
        Assert.Equal(49, single.CountOf([new SamplePlace("only", 0)], 1, 50));
    }

    [Fact]
    public void At_one_shard_is_shuffled()
    {
        var single = new ShuffledOrder(new Snapshot([new ShardSize("only", 100)]), 5);
        var indices = Epoch(single, 0).Select(sample => sample.Index).ToArray();
        Assert.Equal(Enumerable.Range(0, 100), indices.Order());
        Assert.NotEqual(Enumerable.Range(0, 100), indices);
    }

    [Fact]
    public void At_over_epochs_lands_a_sample_anywhere()
    {
        var equal = new ShuffledOrder(new Snapshot(Sets.Shards("e", 40, _ => 5)), 11);
        foreach (var sample in new[] { new SamplePlace("e00", 0), new SamplePlace("e17", 3), new SamplePlace("e39", 4) })
        {
            var counts = new int[equal.EpochLength];
            for (var epoch = 0L; epoch < 20_000; epoch++)
            {
                counts[equal.PositionOf(sample, epoch) % equal.EpochLength]++;
            }

            Assert.InRange(Chance.Excess(counts), -Chance.Limit, Chance.Limit);
        }
    }

    [Fact]
    public void At_consecutive_positions_share_a_shard_as_often_as_a_shuffled_group_has_it()
    {
        // 40 shards of 50 in 4 groups: the next of the 499 others of a group is one of the 49 of the same shard. Pairs are disjoint, hence nearly independent.
        var equal = new ShuffledOrder(new Snapshot(Sets.Shards("e", 40, _ => 50)), 12);
        const int Pairs = 50_000;
        const double Fair = 49 / 499.0;
        var same = Enumerable.Range(0, Pairs).Count(i => equal.At(2L * i).ShardId == equal.At((2L * i) + 1).ShardId);
        Assert.InRange((same - (Pairs * Fair)) / Math.Sqrt(Pairs * Fair * (1 - Fair)), -Chance.Limit, Chance.Limit);
    }

    [Fact]
    public void At_a_billion_samples_is_undone_by_PositionOf()
    {
        var large = new ShuffledOrder(new Snapshot(Enumerable.Range(0, 100_000).Select(i => new ShardSize($"{i:x8}", 9_500 + (i % 1001)))), 13);
        Assert.InRange(large.EpochLength, 999_000_000, 1_001_000_000);
        var random = new SeededRandom(2);
        for (var i = 0; i < 20_000; i++)
        {
            var epoch = (long)(i / 10_000);
            var position = (epoch * large.EpochLength) + (long)(random.NextDouble() * large.EpochLength);
            Assert.Equal(position, large.PositionOf(large.At(position), epoch));
        }
    }

    [Theory]
    [InlineData("a:0", "Shard a has 0 samples")]
    [InlineData("b:1 a:1 b:2", "Shard b is in the snapshot twice")]
    [InlineData("", "this one has 0")]
    [InlineData(":1", "'' cannot name a shard")]
    public void Snapshot_that_is_none_is_refused_by_name(string shards, string says)
    {
        var sizes = shards.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')).Select(pair => new ShardSize(pair[0], pair[1][0] - '0'));
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => new Snapshot(sizes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_outside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShuffledOrder(new Snapshot(Sets.Uneven), 1, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.PositionOf(new SamplePlace("s00", 0), -1));
        Assert.Contains("nobody", Assert.Throws<ArgumentException>(() => order.PositionOf(new SamplePlace("nobody", 0), 0)).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 2, not 3", Assert.Throws<ArgumentException>(() => order.PositionOf(new SamplePlace("s00", 3), 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.CountOf([], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.PositionsOf([], -1, 1));
    }

    private static List<SamplePlace> Epoch(ShuffledOrder order, long epoch) =>
        [.. Sets.Positions(epoch * order.EpochLength, (epoch + 1) * order.EpochLength).Select(order.At)];

    private static IEnumerable<SamplePlace> Sorted(IEnumerable<SamplePlace> samples) => samples.OrderBy(sample => sample.ShardId, StringComparer.Ordinal).ThenBy(sample => sample.Index);

    // SHA-256 of the texts that docs/data-order.md describes, by Python's hashlib.
    [Theory]
    [InlineData("shuffled", "C68198DE66D80262BCA6154F4227A4DE497118FFD2929744130B1D7473BD8618")]
    [InlineData("stratified", "33069BF21EC11B71C5241E8646D795844F899C23E573192C0DB47270B8094D00")]
    public void Digest_of_an_order_never_changes(string kind, string digest) => Assert.Equal(digest, Convert.ToHexString(Sets.Order(kind, 7).Digest.Span));
}
