using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Dashboard;

/// <summary>Where everything is, read from the object store: the one truth that is there also when nothing else runs.</summary>
public sealed record PlatformStatus
{
    /// <summary>Series that still receive instances.</summary>
    public required int OpenSeries { get; init; }

    /// <summary>Series that are complete.</summary>
    public required int CompleteSeries { get; init; }

    /// <summary>Series that wait for the reference energies of their modality.</summary>
    public required int SeriesWaitingForReference { get; init; }

    /// <summary>Series that are normalized.</summary>
    public required int NormalizedSeries { get; init; }

    /// <summary>Inputs in the quarantine, by reason code.</summary>
    public required IReadOnlyDictionary<string, int> Quarantined { get; init; }

    /// <summary>The newest version of each dataset.</summary>
    public required IReadOnlyList<DatasetStatus> Datasets { get; init; }

    /// <summary>Runs that are accepted and not ended.</summary>
    public required IReadOnlyList<string> PendingRuns { get; init; }

    /// <summary>Those of them that rest until they are resumed.</summary>
    public required IReadOnlyList<string> PausedRuns { get; init; }

    /// <summary>Runs that were cancelled, with who asked for it.</summary>
    public required IReadOnlyDictionary<string, string> CancelledRuns { get; init; }

    /// <summary>Runs that failed, with their reason.</summary>
    public required IReadOnlyDictionary<string, string> FailedRuns { get; init; }

    /// <summary>Benchmarks that are accepted and not ended.</summary>
    public required IReadOnlyList<string> PendingBenchmarks { get; init; }

    /// <summary>Every version of every model.</summary>
    public required IReadOnlyList<ModelVersionRecord> Models { get; init; }

    /// <summary>Benchmarks that ended, filed with their model.</summary>
    public required IReadOnlyList<BenchmarkCompleted> Benchmarks { get; init; }

    /// <summary>Reads the status.</summary>
    public static async Task<PlatformStatus> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var pendingRuns = await NamesAsync(store, ObjectKeys.RunPendingPrefix, cancellationToken);
        var results = await store.ListJsonAsync<RunResult>(ObjectKeys.RunPrefix, key => key.EndsWith("/result.json", StringComparison.Ordinal), cancellationToken).ToListAsync(cancellationToken);
        return new PlatformStatus
        {
            OpenSeries = await store.ListAsync(ObjectKeys.OpenSeriesPrefix, cancellationToken).Select(found => Parent(found.Key)).Distinct().CountAsync(cancellationToken),
            CompleteSeries = await store.ListAsync(ObjectKeys.SeriesManifestPrefix, cancellationToken).CountAsync(cancellationToken),
            SeriesWaitingForReference = await store.ListAsync(ObjectKeys.MeasuredPrefixAll, cancellationToken).CountAsync(cancellationToken),
            NormalizedSeries = await store.ListAsync(ObjectKeys.NormalizationRecordPrefix, cancellationToken).CountAsync(cancellationToken),
            Quarantined = await QuarantinedAsync(store, cancellationToken),
            Datasets = await DatasetsAsync(store, cancellationToken),
            PendingRuns = pendingRuns,
            PausedRuns = await PausedAsync(store, pendingRuns, cancellationToken),
            CancelledRuns = results.Where(result => result.Cancelled is not null).ToDictionary(result => result.RunId, result => result.Cancelled!.RequestedBy, StringComparer.Ordinal),
            FailedRuns = results.Where(result => result.Failed is not null).ToDictionary(result => result.RunId, result => result.Failed!.Reason, StringComparer.Ordinal),
            PendingBenchmarks = await NamesAsync(store, ObjectKeys.BenchmarkPendingPrefix, cancellationToken),
            Models = await store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefixAll, cancellationToken).ToListAsync(cancellationToken),
            Benchmarks = await store.ListJsonAsync<BenchmarkCompleted>(ObjectKeys.ModelBenchmarkPrefix, cancellationToken).ToListAsync(cancellationToken),
        };
    }

    private static string Parent(string key) => key[..key.LastIndexOf('/')];

    private static ValueTask<List<string>> NamesAsync(IObjectStore store, string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken).Select(found => Path.GetFileNameWithoutExtension(found.Key)).ToListAsync(cancellationToken);

    private static async Task<Dictionary<string, int>> QuarantinedAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(ObjectKeys.QuarantinePrefix, cancellationToken))
        {
            if (found.Key.EndsWith(".json", StringComparison.Ordinal) && await store.ReadJsonAsync<InstanceRejected>(found.Key, cancellationToken) is { } rejected)
            {
                reasons[rejected.ReasonCode] = reasons.GetValueOrDefault(rejected.ReasonCode) + 1;
            }
        }

        return reasons;
    }

    private static async Task<List<DatasetStatus>> DatasetsAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var newest = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var staged = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken))
        {
            switch (found.Key.Split('/'))
            {
                case [_, var dataset, "versions", _]:
                    newest[dataset] = found.Key;
                    break;
                case [_, var dataset, "staged", _]:
                    staged[dataset] = staged.GetValueOrDefault(dataset) + 1;
                    break;
            }
        }

        var datasets = new List<DatasetStatus>();
        foreach (var dataset in newest.Keys.Union(staged.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var manifest = newest.TryGetValue(dataset, out var key) ? await store.ReadJsonAsync<DatasetManifest>(key, cancellationToken) : null;
            datasets.Add(new DatasetStatus(
                dataset, manifest?.Version ?? 0, manifest?.Shards.Count ?? 0, manifest?.Shards.Sum(shard => (long)shard.SampleCount) ?? 0, staged.GetValueOrDefault(dataset)));
        }

        return datasets;
    }

    private static async Task<List<string>> PausedAsync(IObjectStore store, List<string> pending, CancellationToken cancellationToken)
    {
        var paused = new List<string>();
        foreach (var run in pending)
        {
            if ((await store.ReadRunControlAsync(run, cancellationToken)).Newest is { State: RunStates.Paused })
            {
                paused.Add(run);
            }
        }

        return paused;
    }
}
