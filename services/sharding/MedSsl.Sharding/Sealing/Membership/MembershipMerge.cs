namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>Entries of several files as those of one.</summary>
internal static class MembershipMerge
{
    private const int Ratio = 4;

    /// <summary>
    /// How many of the last files are written again when so many entries are added: those that are not much larger. Each file has more than <see cref="Ratio"/> times
    /// the entries of all after it, so there are few to ask; entries are small, and to write them again a few times more costs little.
    /// </summary>
    public static int Absorbed(IReadOnlyList<long> entries, long added)
    {
        var count = 0;
        while (count < entries.Count && entries[^(count + 1)] <= Ratio * added)
        {
            added += entries[^(count + 1)];
            count++;
        }

        return count;
    }

    /// <summary>The entries of all sources sorted by name, each source being so; one of each is in memory at a time.</summary>
    public static IEnumerable<MembershipEntry> Sorted(IEnumerable<IEnumerable<MembershipEntry>> sources)
    {
        var open = sources.Select(source => source.GetEnumerator()).ToList();
        try
        {
            var next = new PriorityQueue<IEnumerator<MembershipEntry>, (UInt128 Name, int Shard)>();
            open.ForEach(Advance);
            while (next.TryDequeue(out var entries, out _))
            {
                yield return entries.Current;
                Advance(entries);
            }

            void Advance(IEnumerator<MembershipEntry> entries)
            {
                if (entries.MoveNext())
                {
                    next.Enqueue(entries, (entries.Current.Name, entries.Current.Shard));
                }
            }
        }
        finally
        {
            open.ForEach(entries => entries.Dispose());
        }
    }
}
