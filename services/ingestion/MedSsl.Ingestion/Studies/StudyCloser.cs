using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Studies;

/// <summary>
/// Turns an open study into a manifest and an event, in the order that makes every crash harmless: openings seen, manifest, event, then the openings
/// seen are removed. Series that are open themselves keep the study open; what they had before is in the manifest.
/// </summary>
internal sealed class StudyCloser(IObjectStore store, IBus bus, TimeProvider time)
{
    public async Task CloseAsync(string dataset, string studyUid, string completedBy, CancellationToken cancellationToken)
    {
        var openings = await store.ListAsync(ObjectKeys.OpenStudyPrefixOf(dataset, studyUid), cancellationToken).ToListAsync(cancellationToken);
        var bySeries = openings.ToLookup(opening => opening.Key.Split('/')[^2], StringComparer.Ordinal);
        var closed = new List<ObjectInfo>();
        foreach (var series in bySeries)
        {
            // Asked after the openings were listed: without a marker of its own the series is in its manifest with all that opened it.
            if (!await store.ListAsync(ObjectKeys.OpenSeries(dataset, series.Key, ""), cancellationToken).AnyAsync(cancellationToken))
            {
                closed.AddRange(series);
            }
        }

        var before = await store.ReadJsonAsync<StudyManifest>(ObjectKeys.StudyManifest(dataset, studyUid), cancellationToken);
        var now = await ReadStudyAsync(dataset, studyUid, before, bySeries.Select(series => series.Key), cancellationToken);
        if (now is not null && (closed.Count > 0 || before is null || !now.Series.SequenceEqual(before.Series)))
        {
            await TellAsync(now, before, completedBy, cancellationToken);
        }

        foreach (var opening in closed)
        {
            await store.DeleteAsync(opening.Key, cancellationToken);
        }
    }

    private async Task TellAsync(StudyManifest manifest, StudyManifest? before, string completedBy, CancellationToken cancellationToken)
    {
        await store.PutAsync(
            ObjectKeys.StudyOfPatient(manifest.Dataset, manifest.PatientId, manifest.StudyUid), new MemoryStream(), "application/octet-stream", PutCondition.IfAbsent, cancellationToken);
        var put = await store.PutJsonAsync(ObjectKeys.StudyManifest(manifest.Dataset, manifest.StudyUid), manifest, PutCondition.Overwrite, cancellationToken);
        await bus.Publish(
            new StudyCompleted
            {
                Dataset = manifest.Dataset,
                StudyUid = manifest.StudyUid,
                SeriesCount = manifest.Series.Count,
                InstanceCount = manifest.Series.Sum(series => series.InstanceCount),
                LateSeriesCount = before is null ? null : manifest.Series.Except(before.Series).Count(),
                CompletedBy = completedBy,
                Manifest = put.Object,
                CompletedAt = time.GetUtcNow(),
            }, cancellationToken);
        IngestionMetrics.StudiesCompleted.WithLabels(completedBy).Inc();
    }

    /// <summary>The study as it is now; only series that were opened are read again. Null while none of its series is complete.</summary>
    private async Task<StudyManifest?> ReadStudyAsync(
        string dataset, string studyUid, StudyManifest? before, IEnumerable<string> opened, CancellationToken cancellationToken)
    {
        var series = (before?.Series ?? []).ToDictionary(known => known.SeriesUid, StringComparer.Ordinal);
        var patient = before?.PatientId;
        foreach (var seriesUid in opened)
        {
            // One Series UID in two studies breaks the standard (PS3.3 A.1.2); the study that its manifest names has it.
            if (await store.ReadJsonWithReferenceAsync<SeriesManifest>(ObjectKeys.SeriesManifest(dataset, seriesUid), cancellationToken) is var (manifest, reference)
                && manifest.StudyUid == studyUid)
            {
                patient ??= manifest.PatientId;
                series[seriesUid] = new StudySeries { SeriesUid = seriesUid, Modality = manifest.Modality, InstanceCount = manifest.Instances.Count, Manifest = reference };
            }
        }

        return patient is null
            ? null
            : new StudyManifest { Dataset = dataset, StudyUid = studyUid, PatientId = patient, Series = [.. series.Values.OrderBy(one => one.SeriesUid, StringComparer.Ordinal)] };
    }
}
