using MedSsl.Imaging.Randomness;

namespace MedSsl.Shards.Ordering;

/// <summary>
/// Strata, such as modalities, in set proportions. Each has a <see cref="ShuffledOrder"/> of its own and goes on to its next epoch when its samples are
/// through, whatever the others do, so a small stratum with a large share comes round more often.
/// </summary>
public sealed class StratifiedOrder : ISampleOrder
{
    private readonly Stratum[] strata; // heaviest first, then by name
    private readonly ShuffledOrder[] orders;
    private readonly Interleaving interleaving;

    /// <summary>The order of strata under a seed. In whatever sequence they are given, it is the same order.</summary>
    /// <param name="strata">The strata; their weights sum up to 2^30 at most.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="shardsPerGroup">As of <see cref="ShuffledOrder"/>, in each stratum.</param>
    /// <exception cref="ArgumentException">There is no stratum, a weight is below 1, or a name or a shard is there twice; the message names it.</exception>
    public StratifiedOrder(IEnumerable<Stratum> strata, ulong seed, int shardsPerGroup = ShuffledOrder.FewestShardsPerGroup)
    {
        ArgumentNullException.ThrowIfNull(strata);
        this.strata = [.. strata.OrderByDescending(stratum => stratum.Weight).ThenBy(stratum => stratum.Name, StringComparer.Ordinal)];
        if (Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(strata));
        }

        Seed = seed;
        orders = [.. this.strata.Select(stratum => OrderOf(stratum.Name, stratum.Snapshot, seed, shardsPerGroup))];
        interleaving = new Interleaving(this.strata.Select(stratum => stratum.Weight));
        Digest = OrderDigest.Of("stratified", this.strata.Select((stratum, i) => $"{stratum.Name}\n{stratum.Weight} {Convert.ToHexStringLower(orders[i].Digest.Span)}"));
    }

    /// <inheritdoc/>
    public ulong Seed { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>The order of one stratum under the seed of all: its samples come in it whatever the other strata are.</summary>
    public static ShuffledOrder OrderOf(string stratum, Snapshot snapshot, ulong seed, int shardsPerGroup = ShuffledOrder.FewestShardsPerGroup) =>
        new(snapshot, SeededRandom.Key(seed, SeededRandom.Hash(stratum)), shardsPerGroup);

    /// <inheritdoc/>
    public SamplePlace At(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (stratum, ordinal) = interleaving.At(position);
        return orders[stratum].At(ordinal);
    }

    /// <summary>The name of the stratum at a position, and the epoch that stratum is in.</summary>
    public (string Stratum, long Epoch) StratumAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (stratum, ordinal) = interleaving.At(position);
        return (strata[stratum].Name, ordinal / orders[stratum].EpochLength);
    }

    /// <inheritdoc/>
    public long CountOf(IReadOnlyCollection<SamplePlace> samples, long from, long to) =>
        ByStratum(samples, from, to).Sum(part => orders[part.Stratum].CountOf(part.Samples, part.From, part.To));

    /// <inheritdoc/>
    public IEnumerable<long> PositionsOf(IReadOnlyCollection<SamplePlace> samples, long from, long to)
    {
        // A stratum's positions come sorted; few strata are merged one into the other.
        var streams = ByStratum(samples, from, to).Select(part =>
            orders[part.Stratum].PositionsOf(part.Samples, part.From, part.To).Select(ordinal => interleaving.PositionOf(part.Stratum, ordinal)));
        return streams.Aggregate(Enumerable.Empty<long>(), Merge);
    }

    private static IEnumerable<long> Merge(IEnumerable<long> left, IEnumerable<long> right)
    {
        using var a = left.GetEnumerator();
        using var b = right.GetEnumerator();
        var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
        while (hasA || hasB)
        {
            if (hasA && (!hasB || a.Current < b.Current))
            {
                yield return a.Current;
                hasA = a.MoveNext();
            }
            else
            {
                yield return b.Current;
                hasB = b.MoveNext();
            }
        }
    }

    /// <summary>The samples of each stratum, and the range of its own stream that falls into the range asked for.</summary>
    private List<(int Stratum, SamplePlace[] Samples, long From, long To)> ByStratum(IReadOnlyCollection<SamplePlace> samples, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return
        [
            .. samples.GroupBy(StratumOf)
                .Select(group => (group.Key, group.ToArray(), interleaving.CountBefore(group.Key, from), interleaving.CountBefore(group.Key, to))),
        ];
    }

    private int StratumOf(SamplePlace sample) => Array.FindIndex(orders, order => order.Holds(sample.ShardId)) is var found && found >= 0
        ? found
        : throw new ArgumentException($"Shard {sample.ShardId} is in no stratum.", nameof(sample));

    private string? Problem()
    {
        if (strata.Length == 0 || strata.Sum(stratum => (long)stratum.Weight) > Interleaving.LongestCycle)
        {
            return $"The weights of 1 or more strata sum up to {Interleaving.LongestCycle} at most; here they are {strata.Length} with {strata.Sum(stratum => (long)stratum.Weight)}.";
        }

        if (strata.FirstOrDefault(stratum => stratum.Weight < 1) is { } weightless)
        {
            return $"Stratum {weightless.Name} has the weight {weightless.Weight}; leave out what is not to come.";
        }

        if (strata.FirstOrDefault(stratum => string.IsNullOrEmpty(stratum.Name) || stratum.Name.Contains('\n', StringComparison.Ordinal)) is { } unnamed)
        {
            return $"'{unnamed.Name}' cannot name a stratum: a name is a text without line feeds.";
        }

        if (strata.CountBy(stratum => stratum.Name, StringComparer.Ordinal).FirstOrDefault(pair => pair.Value > 1).Key is { } twice)
        {
            return $"Stratum {twice} is there twice.";
        }

        return strata.SelectMany(stratum => stratum.Snapshot.Ids).CountBy(id => id, StringComparer.Ordinal).FirstOrDefault(pair => pair.Value > 1).Key is { } shared
            ? $"Shard {shared} is in two strata."
            : null;
    }
}
