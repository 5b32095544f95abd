using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// The shards of a measured dataset that was renormalized: taken over as they are from the dataset that it came from, for only its reference is another. So
/// that no shard is torn apart, they are taken when an import is whole, not as its series come.
/// </summary>
internal sealed class SharedShards(IObjectStore store, StoredManifests manifests, MembershipIndex index)
{
    /// <summary>The dataset whose images this one shares; null when its images are its own.</summary>
    public async Task<string?> SourceOfAsync(string dataset, CancellationToken cancellationToken) =>
        await store.ReadJsonAsync<ReferencePin>(ObjectKeys.ReferencePin(dataset), cancellationToken) is { Mode: NormalizationModes.Measure, RenormalizedFrom: { } source } ? source : null;

    /// <summary>
    /// The shards of which every series is staged here with the very bundle that it has there, until there are <paramref name="enough"/> samples. Adds their samples to
    /// <paramref name="content"/>.
    /// </summary>
    public async Task<List<DatasetShard>> TakeAsync(string source, IReadOnlyList<StagedSeries> staged, SealedContent content, long enough, CancellationToken cancellationToken)
    {
        var bundles = staged.ToDictionary(series => series.Record.SeriesUid, series => series.Record.Bundle!.Sha256, StringComparer.Ordinal);
        var taken = new List<DatasetShard>();
        var newest = await manifests.NewestAsync(source, cancellationToken);
        var candidates = await new SealedContent(index, newest).ShardsOfAsync(bundles.Keys, cancellationToken);
        foreach (var shard in newest?.Shards.Where(shard => candidates.Contains(shard.ShardId)) ?? [])
        {
            if (enough <= 0)
            {
                break;
            }

            var samples = (await manifests.ManifestAsync(shard, cancellationToken)).Samples.Select(sample => sample.Metadata).ToList();
            if (await AreSharedAsync(source, samples.Select(sample => sample.SeriesUid).Distinct(), bundles, cancellationToken)
                && (await content.NewAmongAsync(samples, cancellationToken)).Count == samples.Count)
            {
                content.Add(samples);
                taken.Add(shard);
                enough -= samples.Count;
            }
        }

        return taken;
    }

    private async Task<bool> AreSharedAsync(string source, IEnumerable<string> seriesUids, Dictionary<string, string> bundles, CancellationToken cancellationToken)
    {
        foreach (var uid in seriesUids)
        {
            if (!bundles.TryGetValue(uid, out var bundle)
                || (await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecord(source, uid), cancellationToken))?.Bundle?.Sha256 != bundle)
            {
                return false;
            }
        }

        return true;
    }
}
