using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Series;

/// <summary>Closes open series that got no new instance for the idle time; after a crash, also those that nobody watches any more.</summary>
internal sealed class IdleSeriesReconciler(IObjectStore store, SeriesCloser closer, IOptions<IngestionOptions> options, TimeProvider time) : IReconciler
{
    public string Name => "idle-series";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var open = new HashSet<(string Dataset, string SeriesUid)>();
        await foreach (var marker in store.ListAsync(ObjectKeys.OpenSeriesPrefix, cancellationToken))
        {
            if (marker.Key[ObjectKeys.OpenSeriesPrefix.Length..].Split('/') is [var dataset, var seriesUid, _])
            {
                open.Add((dataset, seriesUid));
            }
        }

        return await EachOnItsOwn.SumAsync(open, series => CloseIfIdleAsync(series.Dataset, series.SeriesUid, cancellationToken), cancellationToken);
    }

    private async Task<int> CloseIfIdleAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        if (!await IsIdleAsync(dataset, seriesUid, cancellationToken))
        {
            return 0;
        }

        await closer.CloseAsync(dataset, seriesUid, cancellationToken);
        return 1;
    }

    private async Task<bool> IsIdleAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        var newest = DateTimeOffset.MinValue;
        foreach (var prefix in (string[])[ObjectKeys.OpenSeries(dataset, seriesUid, ""), ObjectKeys.RawSeriesPrefix(dataset, seriesUid)])
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken))
            {
                newest = found.LastModified > newest ? found.LastModified : newest;
            }
        }

        return time.GetUtcNow() - newest >= options.Value.SeriesIdleTime;
    }
}
