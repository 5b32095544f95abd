using System.Globalization;
using MedSsl.Shards.Ordering;

namespace MedSsl.Unit.Tests.Shards.Ordering;

/// <summary>Snapshots for tests.</summary>
internal static class Sets
{
    /// <summary>23 shards of 3 to 7 samples, 115 in all: in two groups.</summary>
    public static readonly ShardSize[] Uneven = [.. Shards("s", 23, i => 3 + (7 * i % 5))];

    public static IEnumerable<ShardSize> Shards(string name, int count, Func<int, int> samples) =>
        Enumerable.Range(0, count).Select(i => new ShardSize(string.Create(CultureInfo.InvariantCulture, $"{name}{i:D2}"), samples(i)));

    public static IEnumerable<SamplePlace> Samples(IEnumerable<ShardSize> shards) =>
        shards.SelectMany(shard => Enumerable.Range(0, shard.SampleCount).Select(i => new SamplePlace(shard.Id, i)));

    /// <summary>115 samples of CT, 12 of MR and 7 of CR, as 5 : 2 : 2, so that MR and CR come round again before CT is through.</summary>
    public static Stratum[] Strata() =>
    [
        new("MR", 2, new Snapshot(Shards("m", 3, _ => 4))),
        new("CT", 5, new Snapshot(Uneven)),
        new("CR", 2, new Snapshot([new ShardSize("r0", 7)])),
    ];

    public static ISampleOrder Order(string kind, ulong seed) => kind == "stratified" ? new StratifiedOrder(Strata(), seed) : new ShuffledOrder(new Snapshot(Uneven), seed);

    public static IEnumerable<long> Positions(long from, long to)
    {
        for (var position = from; position < to; position++)
        {
            yield return position;
        }
    }
}
