using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Dashboard.Timelines;

/// <summary>Gathers what the object store says of a series. About ten requests a series, however large the platform is.</summary>
internal sealed class SeriesFactsReader(IObjectStore store, string dataset, DatasetHistory history)
{
    public async Task<SeriesFacts> ReadAsync(string seriesUid, CancellationToken cancellationToken)
    {
        var markers = await store.ListAsync(ObjectKeys.OpenSeries(dataset, seriesUid, ""), cancellationToken).ToListAsync(cancellationToken);
        var openings = await ReadOpeningsAsync(store, markers, cancellationToken);
        var stored = markers.Count > 0 ? await store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, seriesUid), cancellationToken).ToListAsync(cancellationToken) : [];
        var manifestKey = ObjectKeys.SeriesManifest(dataset, seriesUid);
        var (manifest, reference) = await store.ReadJsonWithReferenceAsync<SeriesManifest>(manifestKey, cancellationToken) is { } read ? (read.Value, read.Reference) : (null, null);
        var staged = await AtAsync(ObjectKeys.StagedSeries(dataset, seriesUid), cancellationToken);
        var recordKey = ObjectKeys.NormalizationRecord(dataset, seriesUid);
        var record = await store.ReadJsonAsync<NormalizationRecord>(recordKey, cancellationToken);
        var normalizedAt = record is null ? null : await AtAsync(recordKey, cancellationToken);
        var measured = manifest is not null && record?.ManifestSha256 != reference!.Sha256 ? await MeasuredAsync(manifest, cancellationToken) : null;
        return new SeriesFacts
        {
            SeriesUid = seriesUid,
            Openings = openings,
            OpenedAt = Least(markers),
            NewestAt = markers.Count > 0 ? markers.Concat(stored).Max(found => found.LastModified) : null,
            FirstAt = Least(stored) ?? (manifest is { Instances: [var first, ..] } ? await AtAsync(first.File.Key, cancellationToken) : null),
            Stored = markers.Count > 0 ? stored.Count : manifest?.Instances.Count ?? 0,
            Manifest = manifest,
            ManifestSha256 = reference?.Sha256,
            CompletedAt = manifest is null ? null : await AtAsync(manifestKey, cancellationToken),
            Record = record,
            NormalizedAt = normalizedAt,
            WaitsForReference = measured?.Group,
            MeasuredAt = measured?.At,
            StagedAt = staged,
            Sealed = record is null ? SealedSamples.None : await history.FindAsync(record, normalizedAt ?? DateTimeOffset.MinValue, staged is not null, cancellationToken),
        };
    }

    /// <summary>What markers of open series or studies say; those of older versions are empty.</summary>
    public static async Task<List<SeriesOpening>> ReadOpeningsAsync(IObjectStore store, IEnumerable<ObjectInfo> markers, CancellationToken cancellationToken)
    {
        var openings = new List<SeriesOpening>();
        foreach (var marker in markers)
        {
            openings.Add((marker.Bytes > 0 ? await store.ReadJsonAsync<SeriesOpening>(marker.Key, cancellationToken) : null) ?? new SeriesOpening());
        }

        return openings;
    }

    /// <summary>The group in which a series waits for a reference: its modality, or one of the finer groups of that modality.</summary>
    private async Task<(string Group, DateTimeOffset At)?> MeasuredAsync(SeriesManifest manifest, CancellationToken cancellationToken)
    {
        var modality = Modalities.Group(manifest.Modality);
        if (await AtAsync(ObjectKeys.MeasuredSeries(modality, dataset, manifest.SeriesUid), cancellationToken) is { } at)
        {
            return (modality, at);
        }

        var finer = await store.ListAsync($"{ObjectKeys.MeasuredPrefixAll}{modality}.", cancellationToken)
            .FirstOrDefaultAsync(found => found.Key.EndsWith($"/{dataset}/{manifest.SeriesUid}.json", StringComparison.Ordinal), cancellationToken);
        return finer is null ? null : (finer.Key[ObjectKeys.MeasuredPrefixAll.Length..].Split('/')[0], finer.LastModified);
    }

    private async Task<DateTimeOffset?> AtAsync(string key, CancellationToken cancellationToken) => (await store.StatAsync(key, cancellationToken))?.LastModified;

    private static DateTimeOffset? Least(List<ObjectInfo> found) => found.Count > 0 ? found.Min(one => one.LastModified) : null;
}
