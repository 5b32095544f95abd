using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Dashboard.Timelines;

/// <summary>
/// Answers "why did nothing happen?" from the object store alone, beside a platform that runs or stands. By the keys of a study it needs three listings,
/// about ten requests a series, one object a run, and the versions and shards of the dataset that came after the series; never a listing of all images.
/// </summary>
public sealed class TimelineReader(IObjectStore store, TimeProvider time)
{
    /// <summary>Refusals of one study that are read; the rest would say the same.</summary>
    private const int MostRefusals = 1000;

    /// <summary>The timeline of a study, known or not.</summary>
    public async Task<StudyTimeline> OfStudyAsync(string dataset, string studyUid, CancellationToken cancellationToken)
    {
        var markers = await store.ListAsync(ObjectKeys.OpenStudyPrefixOf(dataset, studyUid), cancellationToken).ToListAsync(cancellationToken);
        var openings = await SeriesFactsReader.ReadOpeningsAsync(store, markers.Take(1), cancellationToken);
        var manifest = await store.ReadJsonAsync<StudyManifest>(ObjectKeys.StudyManifest(dataset, studyUid), cancellationToken);
        var series = (manifest?.Series ?? []).Select(one => one.SeriesUid).Union(markers.Select(marker => marker.Key.Split('/')[^2]), StringComparer.Ordinal);
        return await ReadAsync(
            new StudyFacts
            {
                Dataset = dataset,
                StudyUid = studyUid,
                PatientId = manifest?.PatientId ?? openings.FirstOrDefault()?.PatientId,
                Manifest = manifest,
                CompletedAt = manifest is null ? null : (await store.StatAsync(ObjectKeys.StudyManifest(dataset, studyUid), cancellationToken))?.LastModified,
                OpenedAt = markers.Count > 0 ? markers.Max(marker => marker.LastModified) : null,
                IdleTime = openings.FirstOrDefault()?.StudyIdleTime,
                Refused = await RefusedAsync(dataset, studyUid, cancellationToken),
                Series = [],
                Runs = [],
            },
            series, cancellationToken);
    }

    /// <summary>The timeline of the study that a series is of, with this series only; of an unknown study where the series is not known.</summary>
    public async Task<StudyTimeline> OfSeriesAsync(string dataset, string seriesUid, CancellationToken cancellationToken)
    {
        var markers = await store.ListAsync(ObjectKeys.OpenSeries(dataset, seriesUid, ""), cancellationToken).ToListAsync(cancellationToken);
        var openings = await SeriesFactsReader.ReadOpeningsAsync(store, markers, cancellationToken);
        var manifest = await store.ReadJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifest(dataset, seriesUid), cancellationToken);
        var studyUid = manifest?.StudyUid ?? openings.Select(opening => opening.StudyUid).FirstOrDefault(uid => uid is not null);
        var study = studyUid is { Length: > 0 } ? await OfStudyAsync(dataset, studyUid, cancellationToken) : null;
        if (study?.Series.FirstOrDefault(one => one.SeriesUid == seriesUid) is { } own)
        {
            return study with { Series = [own] };
        }

        // A series that is in no study: of a version before there were study manifests, renormalized, or not there at all.
        var facts = new StudyFacts { Dataset = dataset, StudyUid = studyUid ?? "", PatientId = manifest?.PatientId, Refused = [], Series = [], Runs = [] };
        return await ReadAsync(facts, manifest is not null || markers.Count > 0 ? [seriesUid] : [], cancellationToken);
    }

    /// <summary>The timelines of the studies of a patient, those that are open for the first time included.</summary>
    public async Task<IReadOnlyList<StudyTimeline>> OfPatientAsync(string dataset, string patient, CancellationToken cancellationToken)
    {
        var prefix = ObjectKeys.StudiesOfPatient(dataset, patient);
        var studies = await store.ListAsync(prefix, cancellationToken).Select(found => found.Key[prefix.Length..]).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        var open = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var marker in store.ListAsync($"{ObjectKeys.OpenStudyPrefix}{dataset}/", cancellationToken))
        {
            var studyUid = marker.Key.Split('/')[3];
            if (!studies.Contains(studyUid) && open.Add(studyUid) && (await SeriesFactsReader.ReadOpeningsAsync(store, [marker], cancellationToken))[0].PatientId == patient)
            {
                studies.Add(studyUid);
            }
        }

        var timelines = new List<StudyTimeline>();
        foreach (var studyUid in studies.Order(StringComparer.Ordinal))
        {
            timelines.Add(await OfStudyAsync(dataset, studyUid, cancellationToken));
        }

        return timelines;
    }

    private async Task<StudyTimeline> ReadAsync(StudyFacts facts, IEnumerable<string> seriesUids, CancellationToken cancellationToken)
    {
        var reader = new SeriesFactsReader(store, facts.Dataset, new DatasetHistory(store, facts.Dataset));
        var series = new List<SeriesFacts>();
        foreach (var seriesUid in seriesUids.Order(StringComparer.Ordinal))
        {
            series.Add(await reader.ReadAsync(seriesUid, cancellationToken));
        }

        var runs = series.Select(one => one.Sealed.Version).Where(version => version is not null).Min() is { } first
            ? await new RunHistory(store, facts.Dataset).SinceAsync(first, cancellationToken)
            : [];
        return StudySteps.Of(facts with { Series = series, Runs = runs }, time.GetUtcNow());
    }

    private async Task<List<InstanceRejected>> RefusedAsync(string dataset, string studyUid, CancellationToken cancellationToken)
    {
        var refused = new List<InstanceRejected>();
        await foreach (var found in store.ListAsync(ObjectKeys.StudyRefusals(dataset, studyUid), cancellationToken).Take(MostRefusals))
        {
            // A mark whose input left the quarantine says nothing any more.
            if (await store.ReadJsonAsync<InstanceRejected>(ObjectKeys.QuarantineReason(found.Key.Split('/')[^1]), cancellationToken) is { } rejected)
            {
                refused.Add(rejected);
            }
        }

        return refused;
    }
}
