namespace MedSsl.Catalogue.Selection;

/// <summary>
/// Finds the place up to which the smallest so many hashes of a stream lie, in two passes over it and little memory: the first counts by the leading bits, the second
/// keeps the few that share those of the place.
/// </summary>
internal sealed class SmallestHashes
{
    private const int Bits = 16;

    private readonly long[] counts = new long[1 << Bits];
    private readonly List<(ulong Hash, string Key)> near = [];
    private int bucket;
    private long wantedOfBucket;

    /// <summary>Hashes of the first pass.</summary>
    public long Count { get; private set; }

    /// <summary>First pass.</summary>
    public void Add(ulong hash)
    {
        counts[hash >> (64 - Bits)]++;
        Count++;
    }

    /// <summary>Between the passes: how many are to be taken, at most <see cref="Count"/>.</summary>
    public void Want(long count)
    {
        bucket = 0;
        wantedOfBucket = count;
        while (bucket < counts.Length && wantedOfBucket > counts[bucket])
        {
            wantedOfBucket -= counts[bucket++];
        }
    }

    /// <summary>Second pass, over the same hashes.</summary>
    public void Look(ulong hash, string key)
    {
        if ((int)(hash >> (64 - Bits)) == bucket)
        {
            near.Add((hash, key));
        }
    }

    /// <summary>After the second pass: the hash and key of the last one that is taken; null when none is.</summary>
    public (ulong Hash, string Key)? Last() => wantedOfBucket == 0 && bucket == 0
        ? null
        : near.OrderBy(one => one.Hash).ThenBy(one => one.Key, StringComparer.Ordinal).ElementAt((int)wantedOfBucket - 1);
}
