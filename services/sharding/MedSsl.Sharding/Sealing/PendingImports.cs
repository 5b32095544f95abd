using System.Collections.Concurrent;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>Ended imports of a dataset whose every series, as its newest manifest has it, is staged, sealed or known to hold no usable image.</summary>
internal sealed class PendingImports(IObjectStore store, MembershipIndex index)
{
    // By import, the place of the series that was under way when it was looked at: the next pass begins there, and mostly ends there too.
    private readonly ConcurrentDictionary<string, int> underWay = new(StringComparer.Ordinal);

    public async Task<List<string>> FindWholeAsync(string dataset, DatasetManifest? newest, CancellationToken cancellationToken)
    {
        var completed = newest?.CompletedImports.ToHashSet(StringComparer.Ordinal) ?? [];
        var content = new SealedContent(index, newest);
        var whole = new List<string>();
        await foreach (var found in store.ListAsync($"{ObjectKeys.ImportPrefix}{dataset}/", cancellationToken))
        {
            var id = Path.GetFileNameWithoutExtension(found.Key);
            if (!completed.Contains(id)
                && await store.ReadJsonAsync<ImportRecord>(found.Key, cancellationToken) is { } import
                && await IsWholeAsync(found.Key, import, content, cancellationToken))
            {
                whole.Add(id);
            }
        }

        return whole;
    }

    private async Task<bool> IsWholeAsync(string key, ImportRecord import, SealedContent content, CancellationToken cancellationToken)
    {
        var begin = underWay.GetValueOrDefault(key);
        for (var i = 0; i < import.SeriesUids.Count; i++)
        {
            var place = (begin + i) % import.SeriesUids.Count;
            if (!await IsThereAsync(import.Dataset, import.SeriesUids[place], content, cancellationToken))
            {
                underWay[key] = place;
                return false;
            }
        }

        underWay.TryRemove(key, out _);
        return true;
    }

    private async Task<bool> IsThereAsync(string dataset, string seriesUid, SealedContent content, CancellationToken cancellationToken)
    {
        var manifest = await store.StatAsync(ObjectKeys.SeriesManifest(dataset, seriesUid), cancellationToken);
        var stat = await store.StatAsync(ObjectKeys.NormalizationRecord(dataset, seriesUid), cancellationToken);
        return manifest is not null && stat is not null && stat.LastModified >= manifest.LastModified
            && await store.ReadJsonAsync<NormalizationRecord>(stat.Key, cancellationToken) is { } record
            && (record.SampleCount == 0
                || (await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.StagedSeries(dataset, seriesUid), cancellationToken))?.ManifestSha256 == record.ManifestSha256
                || await content.SamplesOfAsync(seriesUid, cancellationToken) >= record.SampleCount);
    }
}
