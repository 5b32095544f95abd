using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>Decides from the object store alone whether an open series is complete, and closes it then.</summary>
internal sealed class DueSeriesCloser(IObjectStore store, SeriesCloser closer, SourceTimes sourceTimes, TimeProvider time)
{
    /// <summary>Closes the series if it is due; whether it was.</summary>
    public async Task<bool> CloseIfDueAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        if (await ReasonAsync(dataset, seriesUid, cancellationToken) is not { } reason)
        {
            return false;
        }

        await closer.CloseAsync(dataset, seriesUid, reason, cancellationToken);
        return true;
    }

    private async Task<string?> ReasonAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        var markers = await store.ListAsync(ObjectKeys.OpenSeries(dataset, seriesUid, ""), cancellationToken).ToListAsync(cancellationToken);
        if (markers.Count == 0)
        {
            return null;
        }

        var openings = await SeriesOpenings.ReadAsync(store, markers, cancellationToken);
        var instances = await store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, seriesUid), cancellationToken).ToListAsync(cancellationToken);
        var (idle, longest) = sourceTimes.Of(openings.Select(opening => opening.Source));
        var now = time.GetUtcNow();
        return instances.Count == SeriesOpenings.AgreedCount(openings) ? CompletionReasons.ExpectedCount
            : now - markers.Concat(instances).Max(found => found.LastModified) >= idle ? CompletionReasons.IdleTime
            : longest > TimeSpan.Zero && now - markers.Min(marker => marker.LastModified) >= longest ? CompletionReasons.LongestTime
            : null;
    }
}
