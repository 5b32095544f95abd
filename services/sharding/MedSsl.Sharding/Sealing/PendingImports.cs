using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Sealing;

/// <summary>Ended imports of a dataset whose every series, as its newest manifest has it, is staged, sealed or known to hold no usable image.</summary>
internal sealed class PendingImports(IObjectStore store)
{
    public async Task<List<string>> FindWholeAsync(
        string dataset, IReadOnlyCollection<string> completed, IReadOnlyList<StagedSeries> staged, SealedContent content, CancellationToken cancellationToken)
    {
        var manifests = staged.ToDictionary(series => series.Record.SeriesUid, series => series.Record.ManifestSha256, StringComparer.Ordinal);
        var whole = new List<string>();
        await foreach (var found in store.ListAsync($"{ObjectKeys.ImportPrefix}{dataset}/", cancellationToken))
        {
            var id = Path.GetFileNameWithoutExtension(found.Key);
            if (!completed.Contains(id)
                && await store.ReadJsonAsync<ImportRecord>(found.Key, cancellationToken) is { } import
                && await IsWholeAsync(import, manifests, content, cancellationToken))
            {
                whole.Add(id);
            }
        }

        return whole;
    }

    private async Task<bool> IsWholeAsync(ImportRecord import, Dictionary<string, string> stagedManifests, SealedContent content, CancellationToken cancellationToken)
    {
        // What is not staged first: while an import is under way, most passes end at such a series.
        foreach (var seriesUid in import.SeriesUids.OrderBy(stagedManifests.ContainsKey))
        {
            var manifest = await store.StatAsync(ObjectKeys.SeriesManifest(import.Dataset, seriesUid), cancellationToken);
            var stat = await store.StatAsync(ObjectKeys.NormalizationRecord(import.Dataset, seriesUid), cancellationToken);
            if (manifest is null || stat is null || stat.LastModified < manifest.LastModified
                || await store.ReadJsonAsync<NormalizationRecord>(stat.Key, cancellationToken) is not { } record
                || (stagedManifests.GetValueOrDefault(seriesUid) != record.ManifestSha256 && record.SampleCount > await content.SamplesOfAsync(seriesUid, cancellationToken)))
            {
                return false;
            }
        }

        return true;
    }
}
