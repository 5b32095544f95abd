using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards.Ordering;

/// <summary>The set of samples that an order is of: shards sorted by id, with the number of samples of each. In whatever order they are given, it is the same snapshot.</summary>
public sealed class Snapshot
{
    /// <summary>Shards are numbered in 31 bits, and products of such numbers must fit 64.</summary>
    private const int MostShards = 1 << 30;

    private readonly string[] ids;
    private readonly int[] counts;

    /// <summary>The snapshot of <paramref name="shards"/>.</summary>
    /// <exception cref="ArgumentException">There is no shard, one has no samples, or one is there twice; the message names it.</exception>
    public Snapshot(IEnumerable<ShardSize> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var sorted = shards.OrderBy(shard => shard.Id, StringComparer.Ordinal).ToArray();
        if (sorted.Length is 0 or > MostShards)
        {
            throw new ArgumentException($"A snapshot has 1 to {MostShards} shards; this one has {sorted.Length}.", nameof(shards));
        }

        for (var i = 0; i < sorted.Length; i++)
        {
            var (id, count) = sorted[i];
            if (string.IsNullOrEmpty(id) || id.AsSpan().ContainsAny(" \n"))
            {
                throw new ArgumentException($"'{id}' cannot name a shard: an id is a text without spaces and line feeds.", nameof(shards));
            }

            if (count < 1)
            {
                throw new ArgumentException($"Shard {id} has {count} samples that take part; leave it out of the snapshot.", nameof(shards));
            }

            if (i > 0 && sorted[i - 1].Id == id)
            {
                throw new ArgumentException($"Shard {id} is in the snapshot twice.", nameof(shards));
            }
        }

        ids = [.. sorted.Select(shard => shard.Id)];
        counts = [.. sorted.Select(shard => shard.SampleCount)];
        SampleCount = counts.Sum(count => (long)count);
    }

    /// <summary>Number of shards.</summary>
    public int ShardCount => ids.Length;

    /// <summary>Number of samples; an epoch is as long.</summary>
    public long SampleCount { get; }

    /// <summary>SHA-256, 32 bytes, of the lines <c>id count</c>, each ended by a line feed, in the order of the ids.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < ids.Length; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ids[i]} {counts[i]}\n")));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The ids, sorted.</summary>
    internal IReadOnlyList<string> Ids => ids;

    /// <summary>Id of the shard with this number.</summary>
    internal string Id(int shard) => ids[shard];

    /// <summary>How many samples it has.</summary>
    internal int Count(int shard) => counts[shard];

    /// <summary>Number of the shard with this id; negative when there is none.</summary>
    internal int Find(string id) => Array.BinarySearch(ids, id, StringComparer.Ordinal);
}
