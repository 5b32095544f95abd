using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// Closes open series that got no new instance for the idle time, or have been open for the longest time; after a crash, also those that nobody watches
/// any more.
/// </summary>
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
        var openings = await TimesAsync(ObjectKeys.OpenSeries(dataset, seriesUid, ""), cancellationToken);
        var instances = await TimesAsync(ObjectKeys.RawSeriesPrefix(dataset, seriesUid), cancellationToken);
        var now = time.GetUtcNow();
        var isIdle = now - openings.Concat(instances).DefaultIfEmpty(DateTimeOffset.MinValue).Max() >= options.Value.SeriesIdleTime;
        var isLong = options.Value.SeriesLongestTime > TimeSpan.Zero && openings.Count > 0 && now - openings.Min() >= options.Value.SeriesLongestTime;
        if (!isIdle && !isLong)
        {
            return 0;
        }

        await closer.CloseAsync(dataset, seriesUid, cancellationToken);
        return 1;
    }

    private async Task<List<DateTimeOffset>> TimesAsync(string prefix, CancellationToken cancellationToken) =>
        await store.ListAsync(prefix, cancellationToken).Select(found => found.LastModified).ToListAsync(cancellationToken);
}
