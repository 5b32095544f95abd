using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Studies;

/// <summary>
/// Closes open studies whose every series is complete, and was for the idle time, or that have been open for the longest time. Two listings a pass;
/// beyond them it asks only for studies that may be due.
/// </summary>
internal sealed class IdleStudyReconciler(IObjectStore store, StudyCloser closer, IOptions<IngestionOptions> options, TimeProvider time) : IReconciler
{
    public string Name => "idle-studies";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var studies = new Dictionary<(string Dataset, string StudyUid), List<(string SeriesUid, DateTimeOffset Since)>>();
        await foreach (var marker in store.ListAsync(ObjectKeys.OpenStudyPrefix, cancellationToken))
        {
            if (marker.Key[ObjectKeys.OpenStudyPrefix.Length..].Split('/') is [var dataset, var studyUid, var seriesUid, _])
            {
                studies.TryAdd((dataset, studyUid), []);
                studies[(dataset, studyUid)].Add((seriesUid, marker.LastModified));
            }
        }

        // Listed after the studies: a series that is not open any more has a manifest with everything that opened its study.
        var open = await store.ListAsync(ObjectKeys.OpenSeriesPrefix, cancellationToken)
            .Select(marker => marker.Key[ObjectKeys.OpenSeriesPrefix.Length..marker.Key.LastIndexOf('/')]).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        return await EachOnItsOwn.SumAsync(studies, async study =>
        {
            var (dataset, studyUid) = study.Key;
            var isOpen = study.Value.Exists(series => open.Contains($"{dataset}/{series.SeriesUid}"));
            if (!(isOpen ? await IsLongAsync(dataset, studyUid, study.Value, cancellationToken) : await IsIdleAsync(dataset, study.Value, cancellationToken)))
            {
                return 0;
            }

            await closer.CloseAsync(dataset, studyUid, isOpen ? CompletionReasons.LongestTime : CompletionReasons.IdleTime, cancellationToken);
            return 1;
        }, cancellationToken);
    }

    private async Task<bool> IsIdleAsync(string dataset, List<(string SeriesUid, DateTimeOffset Since)> openings, CancellationToken cancellationToken)
    {
        var newest = openings.Max(opening => opening.Since);
        var keys = openings.Select(opening => ObjectKeys.SeriesManifest(dataset, opening.SeriesUid)).Distinct(StringComparer.Ordinal).GetEnumerator();
        while (IsOver(newest, options.Value.StudyIdleTime) && keys.MoveNext())
        {
            var manifest = await store.StatAsync(keys.Current, cancellationToken);
            newest = manifest?.LastModified > newest ? manifest.LastModified : newest;
        }

        return IsOver(newest, options.Value.StudyIdleTime);
    }

    /// <summary>Counted from the last manifest where there is one: a study that stays open is not told of with every pass.</summary>
    private async Task<bool> IsLongAsync(string dataset, string studyUid, List<(string SeriesUid, DateTimeOffset Since)> openings, CancellationToken cancellationToken)
    {
        var since = openings.Min(opening => opening.Since);
        if (options.Value.StudyLongestTime == TimeSpan.Zero || !IsOver(since, options.Value.StudyLongestTime))
        {
            return false;
        }

        var manifest = await store.StatAsync(ObjectKeys.StudyManifest(dataset, studyUid), cancellationToken);
        return manifest is null || IsOver(manifest.LastModified, options.Value.StudyLongestTime);
    }

    private bool IsOver(DateTimeOffset since, TimeSpan wait) => time.GetUtcNow() - since >= wait;
}
