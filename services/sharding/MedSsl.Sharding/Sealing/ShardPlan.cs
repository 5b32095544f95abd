namespace MedSsl.Sharding.Sealing;

/// <summary>Which series go into which shard: a pure function of what is staged.</summary>
internal static class ShardPlan
{
    /// <summary>
    /// Groups series of one modality, in ordinal order of their UIDs, until a group reaches <paramref name="shardBytes"/>. The rest of a
    /// modality becomes a smaller group only when <paramref name="flush"/> says so.
    /// </summary>
    public static List<IReadOnlyList<StagedSeries>> Make(IEnumerable<StagedSeries> staged, long shardBytes, Func<IReadOnlyList<StagedSeries>, bool> flush)
    {
        var plan = new List<IReadOnlyList<StagedSeries>>();
        foreach (var modality in staged.GroupBy(series => series.Record.Modality, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var group = new List<StagedSeries>();
            long bytes = 0;
            foreach (var series in modality.OrderBy(series => series.Record.SeriesUid, StringComparer.Ordinal))
            {
                group.Add(series);
                bytes += series.Record.Bundle!.Bytes;
                if (bytes >= shardBytes)
                {
                    plan.Add(group);
                    (group, bytes) = ([], 0);
                }
            }

            if (group.Count > 0 && flush(group))
            {
                plan.Add(group);
            }
        }

        return plan;
    }

    /// <summary>The first groups of a plan, until they have <paramref name="samples"/> together.</summary>
    public static List<IReadOnlyList<StagedSeries>> First(IEnumerable<IReadOnlyList<StagedSeries>> plan, long samples)
    {
        var first = new List<IReadOnlyList<StagedSeries>>();
        foreach (var group in plan.TakeWhile(_ => samples > 0))
        {
            first.Add(group);
            samples -= group.Sum(series => (long)series.Record.SampleCount);
        }

        return first;
    }
}
