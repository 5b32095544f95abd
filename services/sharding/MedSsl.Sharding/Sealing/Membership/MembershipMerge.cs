namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>Entries of several files as those of one.</summary>
internal static class MembershipMerge
{
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
