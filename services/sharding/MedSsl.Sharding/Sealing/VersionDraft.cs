using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>What the next version of a dataset is to have beside what the newest has.</summary>
internal sealed class VersionDraft(string dataset, DatasetManifest? newest, MembershipIndex index)
{
    /// <summary>The dataset.</summary>
    public string Dataset => dataset;

    /// <summary>Its newest version; null when it has none.</summary>
    public DatasetManifest? Newest => newest;

    /// <summary>What is in the newest version, and what came to this draft.</summary>
    public SealedContent Content { get; } = new(index, newest);

    /// <summary>Shards that are there already.</summary>
    public List<DatasetShard> Shards { get; } = [];

    /// <summary>Series that have all their samples in the newest version or in <see cref="Shards"/>.</summary>
    public List<StagedSeries> Covered { get; } = [];

    /// <summary>Series whose shards are still to be built.</summary>
    public List<IReadOnlyList<StagedSeries>> Groups { get; } = [];

    /// <summary>Samples that it adds, those that will turn out to be there already among them.</summary>
    public long Samples { get; private set; }

    /// <summary>Whether there is nothing to do for it.</summary>
    public bool IsEmpty => Shards.Count == 0 && Covered.Count == 0 && Groups.Count == 0;

    /// <summary>The series that need not wait any more once it is published.</summary>
    public IReadOnlyList<StagedSeries> Ended => [.. Covered, .. Groups.SelectMany(group => group)];

    /// <summary>Takes a shard over.</summary>
    public void Add(DatasetShard shard)
    {
        Shards.Add(shard);
        Samples += shard.SampleCount;
    }

    /// <summary>A shard is to be built of these series.</summary>
    public void Add(IReadOnlyList<StagedSeries> group)
    {
        Groups.Add(group);
        Samples += group.Sum(series => (long)series.Record.SampleCount);
    }
}
