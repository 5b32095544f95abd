using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>What is sealed in a dataset: in its newest version, and what a pass of the builder adds to it. It holds the latter only.</summary>
internal sealed class SealedContent(MembershipIndex index, DatasetManifest? version)
{
    private readonly HashSet<UInt128> added = [];
    private readonly Dictionary<string, int> addedOfSeries = new(StringComparer.Ordinal);

    /// <summary>How many samples of a series there are.</summary>
    public async Task<int> SamplesOfAsync(string seriesUid, CancellationToken cancellationToken) => (await SamplesOfAsync([seriesUid], cancellationToken))[seriesUid];

    /// <summary>How many samples of each of several series there are.</summary>
    public async Task<IReadOnlyDictionary<string, int>> SamplesOfAsync(IReadOnlyCollection<string> seriesUids, CancellationToken cancellationToken)
    {
        var found = await FindAsync(seriesUids.Select(MembershipName.OfSeries), cancellationToken);
        return seriesUids.Distinct(StringComparer.Ordinal).ToDictionary(
            uid => uid, uid => found[MembershipName.OfSeries(uid)].Sum(shard => shard.Count) + addedOfSeries.GetValueOrDefault(uid), StringComparer.Ordinal);
    }

    /// <summary>The shards of the version that hold samples of the series.</summary>
    public async Task<HashSet<string>> ShardsOfAsync(IEnumerable<string> seriesUids, CancellationToken cancellationToken) =>
        [.. (await FindAsync(seriesUids.Select(MembershipName.OfSeries), cancellationToken)).SelectMany(shards => shards).Select(shard => shard.ShardId)];

    /// <summary>The places of the samples that are not there yet. A key that comes twice among them is new once.</summary>
    public async Task<HashSet<int>> NewAmongAsync(IReadOnlyList<SampleMetadata> samples, CancellationToken cancellationToken)
    {
        var names = samples.Select(MembershipName.Of).ToList();
        var there = await FindAsync(names.Where(name => !added.Contains(name)), cancellationToken);
        var seen = new HashSet<UInt128>();
        return [.. Enumerable.Range(0, names.Count).Where(i => !added.Contains(names[i]) && !there.Contains(names[i]) && seen.Add(names[i]))];
    }

    /// <summary>From now on these samples are there.</summary>
    public void Add(IEnumerable<SampleMetadata> samples)
    {
        foreach (var sample in samples)
        {
            added.Add(MembershipName.Of(sample));
            addedOfSeries[sample.SeriesUid] = addedOfSeries.GetValueOrDefault(sample.SeriesUid) + 1;
        }
    }

    private async Task<ILookup<UInt128, (string ShardId, int Count)>> FindAsync(IEnumerable<UInt128> names, CancellationToken cancellationToken) =>
        version is null ? Enumerable.Empty<(UInt128, string, int)>().ToLookup(none => none.Item1, none => (none.Item2, none.Item3)) : await index.FindAsync(version, names, cancellationToken);
}
