namespace MedSsl.Sharding.Sealing;

/// <summary>Which series go into which shard: a function of the series in the order in which they come. Of each modality it holds less than a shard.</summary>
internal sealed class ShardPlan(long shardBytes)
{
    private readonly SortedDictionary<string, (List<StagedSeries> Series, long Bytes)> open = new(StringComparer.Ordinal);

    /// <summary>The series of a shard when this one fills it, which are of one modality; else null.</summary>
    public IReadOnlyList<StagedSeries>? Add(StagedSeries series)
    {
        var modality = series.Record.Modality;
        var (group, bytes) = open.GetValueOrDefault(modality, ([], 0));
        group.Add(series);
        bytes += series.Record.Bundle!.Bytes;
        if (bytes >= shardBytes)
        {
            open.Remove(modality);
            return group;
        }

        open[modality] = (group, bytes);
        return null;
    }

    /// <summary>The rest of each modality, which would be a smaller shard.</summary>
    public IEnumerable<IReadOnlyList<StagedSeries>> Rest() => open.Values.Select(group => group.Series);
}
