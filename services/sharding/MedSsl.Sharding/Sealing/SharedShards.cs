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
    /// Gives <paramref name="draft"/> the shards that have one of the series and of which every series is staged with the very bundle that it has there, until it has
    /// <paramref name="enough"/> samples, and those of the series that are covered then. Answers the others.
    /// </summary>
    public async Task<IReadOnlyList<StagedSeries>> TakeAsync(string source, IReadOnlyList<StagedSeries> staged, VersionDraft draft, long enough, CancellationToken cancellationToken)
    {
        var bundles = staged.ToDictionary(series => series.Record.SeriesUid, series => series.Record.Bundle!.Sha256, StringComparer.Ordinal);
        var newest = await manifests.NewestAsync(source, cancellationToken);
        var candidates = await new SealedContent(index, newest).ShardsOfAsync(bundles.Keys, cancellationToken);
        foreach (var shard in newest?.Shards.Where(shard => candidates.Contains(shard.ShardId)) ?? [])
        {
            if (draft.Samples >= enough)
            {
                break;
            }

            var samples = (await manifests.ManifestAsync(shard, cancellationToken)).Samples.Select(sample => sample.Metadata).ToList();
            if (await AreSharedAsync(source, draft.Dataset, samples.Select(sample => sample.SeriesUid).Distinct(), bundles, cancellationToken)
                && (await draft.Content.NewAmongAsync(samples, cancellationToken)).Count == samples.Count)
            {
                draft.Content.Add(samples);
                draft.Add(shard);
            }
        }

        // Also what came with the shards of an earlier draft.
        var there = await draft.Content.SamplesOfAsync(bundles.Keys, cancellationToken);
        draft.Covered.AddRange(staged.Where(IsCovered));
        return [.. staged.Where(series => !IsCovered(series))];

        bool IsCovered(StagedSeries series) => there[series.Record.SeriesUid] >= series.Record.SampleCount;
    }

    private async Task<bool> AreSharedAsync(string source, string dataset, IEnumerable<string> seriesUids, Dictionary<string, string> bundles, CancellationToken cancellationToken)
    {
        foreach (var uid in seriesUids)
        {
            var bundle = bundles.GetValueOrDefault(uid) ?? (await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.StagedSeries(dataset, uid), cancellationToken))?.Bundle?.Sha256;
            if (bundle is null || (await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecord(source, uid), cancellationToken))?.Bundle?.Sha256 != bundle)
            {
                return false;
            }
        }

        return true;
    }
}
