using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>A file of the index without its entries: what says where to look in it.</summary>
internal sealed record MembershipPart(string Key, IReadOnlyList<string> Shards, uint[] Starts, int Bits, long EntriesOffset, long Entries)
{
    // What lies closer together is read at once: a request costs as much as so many bytes.
    private const int Gap = (64 << 10) / MembershipFile.EntryBytes;
    private const int LongestRange = (1 << 20) / MembershipFile.EntryBytes;

    /// <summary>The entries that have one of the names, which come sorted; null when the file is no more.</summary>
    public async Task<List<MembershipEntry>?> FindAsync(IObjectStore store, IReadOnlyList<UInt128> sorted, CancellationToken cancellationToken)
    {
        var found = new List<MembershipEntry>();
        for (var next = 0; next < sorted.Count;)
        {
            var (first, end) = RangeOf(sorted[next]);
            var begun = next;
            for (next++; next < sorted.Count && RangeOf(sorted[next]) is var (start, stop) && start <= end + Gap && stop - first <= LongestRange; next++)
            {
                end = stop;
            }

            if (end == first)
            {
                continue;
            }

            var length = checked((int)((end - first) * MembershipFile.EntryBytes));
            if (await store.ReadRangeAsync(Key, EntriesOffset + (first * MembershipFile.EntryBytes), length, cancellationToken) is not { } bytes)
            {
                return null;
            }

            if (bytes.Length != length)
            {
                throw new ObjectIntegrityException($"The object {store.Bucket}/{Key} ends early. It can be deleted: it is made again.");
            }

            Match(bytes, sorted, begun, next, found);
        }

        return found;
    }

    private static void Match(byte[] bytes, IReadOnlyList<UInt128> sorted, int begun, int end, List<MembershipEntry> found)
    {
        for (var at = 0; at < bytes.Length && begun < end; at += MembershipFile.EntryBytes)
        {
            var entry = MembershipFile.Entry(bytes.AsSpan(at));
            while (begun < end && sorted[begun] < entry.Name)
            {
                begun++;
            }

            if (begun < end && sorted[begun] == entry.Name)
            {
                found.Add(entry);
            }
        }
    }

    private (long First, long End) RangeOf(UInt128 name)
    {
        var bucket = MembershipFile.Bucket(name, Bits);
        return (Starts[bucket], Starts[bucket + 1]);
    }
}
