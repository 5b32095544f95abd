namespace MedSsl.Shards.Ordering;

/// <summary>
/// Every sample of a snapshot once an epoch. An epoch permutes the shards, cuts them into groups of about <c>shardsPerGroup</c> and permutes the samples of
/// each group, so that a reader has the shards of one group open and draws from all of them. The formulas are in docs/data-order.md.
/// </summary>
public sealed class ShuffledOrder : ISampleOrder
{
    /// <summary>Fewer shards in a group would keep together what was stored together. A snapshot with fewer shards is one group.</summary>
    public const int FewestShardsPerGroup = 10;

    private readonly Snapshot snapshot;
    private readonly int shardsPerGroup;

    // The tables of two epochs, because a batch may lie across the end of one. Tables are immutable; two threads may make the same one twice, which costs time only.
    private readonly EpochOrder?[] recent = new EpochOrder?[2];

    /// <summary>The order of a snapshot under a seed.</summary>
    /// <param name="snapshot">The samples.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="shardsPerGroup">Shards in a group, at least <see cref="FewestShardsPerGroup"/>; a group has fewer than twice as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few shards in a group.</exception>
    public ShuffledOrder(Snapshot snapshot, ulong seed, int shardsPerGroup = FewestShardsPerGroup)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardsPerGroup, FewestShardsPerGroup);
        this.snapshot = snapshot;
        this.shardsPerGroup = shardsPerGroup;
        Seed = seed;
        Digest = OrderDigest.Of("shuffled", $"{shardsPerGroup} {Convert.ToHexStringLower(snapshot.Digest())}");
    }

    /// <inheritdoc/>
    public ulong Seed { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Positions of an epoch: the samples of the snapshot.</summary>
    public long EpochLength => snapshot.SampleCount;

    /// <inheritdoc/>
    public SamplePlace At(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (epoch, n) = Math.DivRem(position, EpochLength);
        var (shard, index) = Epoch(epoch).At(n);
        return new SamplePlace(snapshot.Id(shard), index);
    }

    /// <summary>The position of the stream at which a sample comes in an epoch; the inverse of <see cref="At"/>.</summary>
    /// <exception cref="ArgumentException">The sample is not in the snapshot, or the epoch is negative.</exception>
    public long PositionOf(SamplePlace sample, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var (shard, index) = Find(sample);
        return (epoch * EpochLength) + Epoch(epoch).PositionOf(shard, index);
    }

    /// <summary>The shards between which the sample at a position was drawn, and the positions of the stream at which their group and the next one begin.</summary>
    public (IReadOnlyList<string> ShardIds, long Start, long End) GroupAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (epoch, n) = Math.DivRem(position, EpochLength);
        var order = Epoch(epoch);
        var (shards, start, end) = order.Members(order.GroupOf(n));
        return ([.. shards.Select(snapshot.Id)], (epoch * EpochLength) + start, (epoch * EpochLength) + end);
    }

    /// <summary>Whether the snapshot has the shard.</summary>
    public bool Holds(string shardId) => snapshot.Find(shardId) >= 0;

    /// <inheritdoc/>
    public long CountOf(IReadOnlyCollection<SamplePlace> samples, long from, long to)
    {
        var found = Find(samples, from, to);
        return Before(to) - Before(from);

        long Before(long position)
        {
            var (epoch, n) = Math.DivRem(position, EpochLength);
            if (n == 0)
            {
                return epoch * found.Length; // whole epochs need no table
            }

            var order = Epoch(epoch);
            return (epoch * found.Length) + found.Count(sample => order.PositionOf(sample.Shard, sample.Index) < n);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<long> PositionsOf(IReadOnlyCollection<SamplePlace> samples, long from, long to)
    {
        var found = Find(samples, from, to);
        return Walk();

        IEnumerable<long> Walk()
        {
            for (var epoch = from / EpochLength; epoch * EpochLength < to; epoch++)
            {
                // Not one of the recent ones: those stay with whoever reads.
                var order = Build(epoch);
                var first = epoch * EpochLength;
                foreach (var position in found.Select(sample => first + order.PositionOf(sample.Shard, sample.Index)).Where(t => t >= from && t < to).Order())
                {
                    yield return position;
                }
            }
        }
    }

    private (int Shard, int Index)[] Find(IReadOnlyCollection<SamplePlace> samples, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return [.. samples.Distinct().Select(Find)];
    }

    private (int Shard, int Index) Find(SamplePlace sample)
    {
        var shard = snapshot.Find(sample.ShardId);
        if (shard < 0)
        {
            throw new ArgumentException($"Shard {sample.ShardId} is not in the snapshot.", nameof(sample));
        }

        return sample.Index >= 0 && sample.Index < snapshot.Count(shard)
            ? (shard, sample.Index)
            : throw new ArgumentException($"Shard {sample.ShardId} has samples 0 to {snapshot.Count(shard) - 1}, not {sample.Index}.", nameof(sample));
    }

    private EpochOrder Epoch(long epoch)
    {
        ref var slot = ref recent[epoch & 1];
        var order = Volatile.Read(ref slot);
        if (order?.Epoch != epoch)
        {
            Volatile.Write(ref slot, order = Build(epoch));
        }

        return order;
    }

    private EpochOrder Build(long epoch) => new(snapshot, Seed, shardsPerGroup, epoch);
}
