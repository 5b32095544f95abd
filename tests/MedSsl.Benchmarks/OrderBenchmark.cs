using System.Globalization;
using System.Text;
using MedSsl.Imaging.Randomness;
using MedSsl.ObjectStorage;
using MedSsl.Shards.Ordering;

namespace MedSsl.Benchmarks;

/// <summary>
/// The order of a billion samples in 100,000 shards: what it keeps in memory, and how long a position takes forward and back. The peer is
/// a list of all indices, shuffled, of a hundredth as many samples.
/// </summary>
internal static class OrderBenchmark
{
    private const int Shards = 100_000;
    private const int SamplesPerShard = 10_000;
    private const int Probes = 500_000;
    private const int Listed = 10_000_000;

    private static readonly string[] Modalities = ["CR", "CT", "MR", "US"];

    public static IEnumerable<BenchmarkRow> Run()
    {
        var (order, tableBytes) = Kept(() => new ShuffledOrder(new Snapshot(Sizes("s", Shards)), 1));
        var (_, epochBytes) = Kept(() => order.At(0));
        var (list, listBytes) = Kept(() => Enumerable.Range(0, Listed).ToArray());
        var listSeconds = Measure.Once(() => new SeededRandom(1).Shuffle(list.AsSpan()));

        var inTurn = Enumerable.Range(0, Probes).Select(i => (long)i).ToArray();
        var random = new SeededRandom(2);
        var anywhere = inTurn.Select(_ => (long)(random.NextDouble() * order.EpochLength)).ToArray();
        var places = anywhere.Select(order.At).ToArray();
        var epoch = 1L;
        var strata = new StratifiedOrder(Modalities.Select((name, i) => new Stratum(name, 1 + i, new Snapshot(Sizes(name, Shards / 4)))), order.Seed);

        yield return new BenchmarkRow("positions described", order.EpochLength, "samples");
        yield return new BenchmarkRow("table of shards (ids and counts)", tableBytes / 1e6, "MB");
        yield return new BenchmarkRow("table of an epoch", epochBytes / 1e6, "MB", "list of indices (100 times 10^7)", listBytes / 1e6 * 100);
        yield return new BenchmarkRow("a new epoch", Measure.Seconds(() => order.PositionOf(places[0], epoch++)) * 1e3, "ms",
            "shuffling 10^9 (100 times 10^7)", listSeconds * 1e3 * 100);
        yield return PerPosition("position to sample, in turn", inTurn, position => order.At(position).Index);
        yield return PerPosition("position to sample, anywhere", anywhere, position => order.At(position).Index);
        yield return PerPosition("sample to position, anywhere", places, place => (int)order.PositionOf(place, 0));
        yield return PerPosition("position to sample, 4 strata, anywhere", anywhere, position => strata.At(position).Index);
        yield return new BenchmarkRow("how often in 10^12 positions (table there)",
            Measure.Seconds(() => order.CountOf([places[0]], 0, 1_000_000_000_000)) * 1e3, "ms");
    }

    private static BenchmarkRow PerPosition<T>(string name, T[] probes, Func<T, int> one)
    {
        var sum = 0L;
        var seconds = Measure.Seconds(() =>
        {
            foreach (var probe in probes)
            {
                sum += one(probe);
            }
        });
        return new BenchmarkRow(sum == 0 ? $"{name} (nothing found)" : name, seconds / probes.Length * 1e9, "ns");
    }

    /// <summary>What an action makes, and the bytes of the heap that stay with it.</summary>
    private static (T Made, long Bytes) Kept<T>(Func<T> make)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var made = make();
        return (made, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    private static IEnumerable<ShardSize> Sizes(string name, int count) =>
        Enumerable.Range(0, count).Select(i => new ShardSize(Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}{i}"))), SamplesPerShard - 500 + (i % 1001)));
}
