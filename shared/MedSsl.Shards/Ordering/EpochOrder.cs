using MedSsl.Imaging.Randomness;

namespace MedSsl.Shards.Ordering;

/// <summary>
/// The order of one epoch: the shards permuted and cut into groups, the samples of each group permuted among themselves. It holds one number for each shard
/// and none for a sample, and is computed anew from (snapshot, seed, epoch) in a time that grows with the shards.
/// </summary>
internal sealed class EpochOrder
{
    // Components of the keys' paths: which of an epoch's permutations.
    private const ulong OfShards = 0;
    private const ulong OfSamples = 1;

    private readonly KeyedPermutation shards;
    private readonly EvenParts groups;
    private readonly ulong sampleKey;
    private readonly long[] starts; // of the k-th shard of the epoch, and the end

    public EpochOrder(Snapshot snapshot, ulong seed, int shardsPerGroup, long epoch)
    {
        var count = snapshot.ShardCount;
        Epoch = epoch;
        shards = new KeyedPermutation(count, SeededRandom.Key(seed, OfShards, (ulong)epoch));
        groups = new EvenParts(count, Math.Max(1, count / shardsPerGroup));
        sampleKey = SeededRandom.Key(seed, OfSamples, (ulong)epoch);
        starts = new long[count + 1];
        for (var k = 0; k < count; k++)
        {
            starts[k + 1] = starts[k] + snapshot.Count((int)shards.Forward(k));
        }
    }

    public long Epoch { get; }

    /// <summary>Number of groups.</summary>
    public long GroupCount => groups.Parts;

    /// <summary>The sample at a position: number of the shard and index in it.</summary>
    public (int Shard, int Index) At(long position)
    {
        var (first, end, permutation) = Group(GroupOf(position));
        var slot = starts[first] + permutation.Forward(position - starts[first]);
        var k = ShardAt(slot, first, end);
        return ((int)shards.Forward(k), (int)(slot - starts[k]));
    }

    /// <summary>The position of a sample; the inverse of <see cref="At"/>.</summary>
    public long PositionOf(int shard, int index)
    {
        var k = (int)shards.Inverse(shard);
        var (first, _, permutation) = Group(groups.Of(k));
        return starts[first] + permutation.Inverse(starts[k] + index - starts[first]);
    }

    /// <summary>The group that a position falls into.</summary>
    public long GroupOf(long position) => groups.Of(ShardAt(position, 0, (int)groups.Count));

    /// <summary>Numbers of the shards of a group, where it starts and where it ends.</summary>
    public (IReadOnlyList<int> Shards, long Start, long End) Members(long group)
    {
        var (first, end, _) = Group(group);
        return ([.. Enumerable.Range(first, end - first).Select(k => (int)shards.Forward(k))], starts[first], starts[end]);
    }

    private (int First, int End, KeyedPermutation Permutation) Group(long group)
    {
        var first = (int)groups.Start(group);
        var end = (int)groups.Start(group + 1);
        return (first, end, new KeyedPermutation(starts[end] - starts[first], SeededRandom.Key(sampleKey, (ulong)group)));
    }

    /// <summary>Which shard of the epoch, from <paramref name="first"/> on and before <paramref name="end"/>, holds a slot.</summary>
    private int ShardAt(long slot, int first, int end)
    {
        var found = Array.BinarySearch(starts, first, end - first, slot);
        return found >= 0 ? found : ~found - 1;
    }
}
