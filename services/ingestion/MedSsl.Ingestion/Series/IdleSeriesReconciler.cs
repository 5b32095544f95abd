using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// Closes open series that hold what they say that they have, got no new instance for the idle time, or have been open for the longest time; after a
/// crash, also those that nobody watches any more.
/// </summary>
internal sealed class IdleSeriesReconciler(IObjectStore store, DueSeriesCloser closer) : IReconciler
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

        return await EachOnItsOwn.SumAsync(
            open, async series => await closer.CloseIfDueAsync(series.Dataset, series.SeriesUid, cancellationToken) ? 1 : 0, cancellationToken);
    }
}
