using System.Globalization;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Dashboard.Timelines;

/// <summary>
/// The versions of a dataset and what is in their shards, for one question: each object is read at most once. A version names all shards from before, so
/// that the first one with a shard is found by halving, and shards sealed after a series was normalized are looked at first.
/// </summary>
internal sealed class DatasetHistory(IObjectStore store, string dataset)
{
    private readonly Dictionary<int, DatasetManifest?> manifests = [];
    private readonly Dictionary<string, Dictionary<string, int>> samplesOfSeries = new(StringComparer.Ordinal);
    private List<(int Version, DateTimeOffset At)>? versions;

    /// <summary>Where the samples of a series that was normalized at <paramref name="since"/> are sealed.</summary>
    /// <param name="record">What normalization made of it.</param>
    /// <param name="since">When.</param>
    /// <param name="isStaged">Whether it waits to be sealed: then older shards are not searched for samples that it had before.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<SealedSamples> FindAsync(NormalizationRecord record, DateTimeOffset since, bool isStaged, CancellationToken cancellationToken)
    {
        var all = await VersionsAsync(cancellationToken);
        if (all.Count == 0 || record.SampleCount == 0 || await ManifestAsync(all[^1].Version, cancellationToken) is not { } newest)
        {
            return SealedSamples.None;
        }

        var first = all.FindIndex(version => version.At >= since);
        var older = first > 0 ? await ManifestAsync(all[first - 1].Version, cancellationToken) : null;
        var before = first < 0 ? newest.Shards : older?.Shards ?? [];
        var known = before.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        var holding = new List<string>();
        var found = 0;
        foreach (var shard in newest.Shards.Where(shard => !known.Contains(shard.ShardId)).Concat(isStaged ? [] : before.Reverse()).Where(shard => shard.Modality == record.Modality))
        {
            if (found < record.SampleCount && (await SamplesAsync(shard, cancellationToken)).TryGetValue(record.SeriesUid, out var count))
            {
                holding.Add(shard.ShardId);
                found += count;
            }
        }

        return holding.Count == 0 ? SealedSamples.None : await InVersionAsync(all, holding, found, cancellationToken);
    }

    private async Task<SealedSamples> InVersionAsync(List<(int Version, DateTimeOffset At)> all, List<string> holding, int found, CancellationToken cancellationToken)
    {
        var (low, high) = (0, all.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var shards = (await ManifestAsync(all[middle].Version, cancellationToken))?.Shards.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal) ?? [];
            (low, high) = holding.TrueForAll(shards.Contains) ? (low, middle) : (middle + 1, high);
        }

        return new SealedSamples(holding, found, all[low].Version, all[low].At);
    }

    private async Task<List<(int Version, DateTimeOffset At)>> VersionsAsync(CancellationToken cancellationToken) =>
        versions ??= await store.ListAsync(ObjectKeys.DatasetVersionPrefix(dataset), cancellationToken)
            .Select(found => (int.Parse(Path.GetFileNameWithoutExtension(found.Key), CultureInfo.InvariantCulture), found.LastModified)).ToListAsync(cancellationToken);

    private async Task<DatasetManifest?> ManifestAsync(int version, CancellationToken cancellationToken)
    {
        if (!manifests.TryGetValue(version, out var manifest))
        {
            manifests[version] = manifest = await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, version), cancellationToken);
        }

        return manifest;
    }

    private async Task<Dictionary<string, int>> SamplesAsync(DatasetShard shard, CancellationToken cancellationToken)
    {
        if (!samplesOfSeries.TryGetValue(shard.ShardId, out var samples))
        {
            var manifest = await store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken);
            samplesOfSeries[shard.ShardId] = samples = manifest.Samples.CountBy(sample => sample.Metadata.SeriesUid).ToDictionary(StringComparer.Ordinal);
        }

        return samples;
    }
}
