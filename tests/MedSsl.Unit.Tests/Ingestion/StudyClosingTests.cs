using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Imports;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using MedSsl.Ingestion.Studies;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class StudyClosingTests : IAsyncLifetime
{
    private const string Study = "1.2.3";

    // Objects carry the time of the file system, so that the clock starts at it and is only ever moved ahead of it.
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, time: time);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Reconcile_study_is_complete_when_its_series_are_and_were_for_the_idle_time()
    {
        await IngestAsync(platform, 1, 1);
        await IngestAsync(platform, 1, 2);
        await IngestAsync(platform, 2, 1);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await ReconcileAsync(platform)); // its series are open
        Assert.Equal(2, await ReconcileSeriesAsync(platform));
        Assert.Equal(1, await ReconcileAsync(platform));
        Assert.Equal(0, await ReconcileAsync(platform));

        var told = Assert.Single(platform.Published.Of<StudyCompleted>());
        Assert.Equal((2, 3, null, CompletionReasons.IdleTime), (told.SeriesCount, told.InstanceCount, told.LateSeriesCount, told.CompletedBy));
        var manifest = await platform.Store.ReadVerifiedJsonAsync<StudyManifest>(told.Manifest, CancellationToken.None);
        Assert.Equal([1, 2], manifest.Series.Select(series => series.InstanceCount).Order());
        foreach (var series in manifest.Series)
        {
            Assert.Equal(manifest.PatientId, (await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(series.Manifest, CancellationToken.None)).PatientId);
        }

        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenStudyPrefix));
        Assert.Single(await platform.KeysAsync(ObjectKeys.StudiesOfPatient("north", manifest.PatientId)));
    }

    [Fact]
    public async Task Reconcile_study_waits_for_its_idle_time_after_its_last_series()
    {
        await using var patient = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time, "--Ingestion:StudyIdleTime=00:30:00");
        await IngestAsync(patient, 1, 1);
        time.Advance(TimeSpan.FromMinutes(1));
        await ReconcileSeriesAsync(patient);
        Assert.Equal(0, await ReconcileAsync(patient));
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await ReconcileAsync(patient));
    }

    [Fact]
    public async Task Ingest_late_series_leads_to_a_newer_manifest_with_all_series()
    {
        await CompleteAsync(platform, 1);
        await CompleteAsync(platform, 2);
        Assert.Equal([(1, null), (2, 1)], platform.Published.Of<StudyCompleted>().Select(told => (told.SeriesCount, told.LateSeriesCount)));

        await IngestAsync(platform, 1, 2); // a late instance of a series that was complete
        time.Advance(TimeSpan.FromMinutes(10));
        await ReconcileSeriesAsync(platform);
        Assert.Equal(1, await ReconcileAsync(platform));
        var told = platform.Published.Of<StudyCompleted>().Last();
        Assert.Equal((2, 3, 1), (told.SeriesCount, told.InstanceCount, told.LateSeriesCount));
    }

    [Fact]
    public async Task Reconcile_study_that_never_ends_is_told_once_per_longest_time_and_stays_open()
    {
        await using var slow = await TestPlatform.PartsAsync(
            IngestionExtensions.Module, platform.Folder, time, "--Ingestion:StudyLongestTime=02:00:00", "--Ingestion:SeriesIdleTime=10:00:00", "--Ingestion:SeriesLongestTime=0");
        await IngestAsync(slow, 1, 1);
        await slow.Get<SeriesCloser>().CloseAsync("north", SeriesUids(await slow.KeysAsync("raw/")).Single(), CompletionReasons.IdleTime, CancellationToken.None);
        await IngestAsync(slow, 2, 1);
        Assert.Equal(0, await ReconcileAsync(slow));
        time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(1, await ReconcileAsync(slow));

        var told = Assert.Single(slow.Published.Of<StudyCompleted>());
        Assert.Equal((1, CompletionReasons.LongestTime), (told.SeriesCount, told.CompletedBy));
        Assert.Single(await slow.KeysAsync(ObjectKeys.OpenStudyPrefix)); // that of the open series
        await slow.Store.PutAsync(told.Manifest.Key, new MemoryStream(await slow.Store.ReadVerifiedAsync(told.Manifest, CancellationToken.None)), "application/json", PutCondition.Overwrite, CancellationToken.None);
        await ReconcileAsync(slow);
        Assert.Single(slow.Published.Of<StudyCompleted>()); // nothing new in it
    }

    [Fact]
    public async Task Reconcile_after_a_crash_between_manifest_and_event_tells_the_study()
    {
        await IngestAsync(platform, 1, 1);
        var openings = await platform.KeysAsync(ObjectKeys.OpenStudyPrefix);
        time.Advance(TimeSpan.FromMinutes(10));
        await ReconcileSeriesAsync(platform);
        await ReconcileAsync(platform);
        foreach (var opening in openings)
        {
            // As the crash left it: the manifest is there, the opening too, and nobody was told.
            await platform.Store.PutAsync(opening, new MemoryStream(), "application/json", PutCondition.Overwrite, CancellationToken.None);
        }

        await using var next = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time);
        Assert.Equal(1, await ReconcileAsync(next));
        Assert.Equal(1, Assert.Single(next.Published.Of<StudyCompleted>()).SeriesCount);
        Assert.Empty(await next.KeysAsync(ObjectKeys.OpenStudyPrefix));
    }

    [Fact]
    public async Task Reconcile_after_a_crash_between_marker_and_instance_removes_the_marker_and_says_nothing()
    {
        await platform.Get<OpenSeriesMarkers>().MarkAsync(
            new SeriesArrival { Dataset = "north", SeriesUid = "1.2.3.1", StudyUid = Study }, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(10));
        await using var next = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time);
        Assert.Equal(0, await ReconcileAsync(next));
        Assert.Equal(1, await ReconcileSeriesAsync(next));
        Assert.Equal(1, await ReconcileAsync(next));
        Assert.Empty(await next.KeysAsync(""));
        Assert.Empty(next.Published.Of<StudyCompleted>());
    }

    [Fact]
    public async Task Close_series_that_opens_meanwhile_keeps_the_study_open()
    {
        await IngestAsync(platform, 1, 1);
        time.Advance(TimeSpan.FromMinutes(10));
        await ReconcileSeriesAsync(platform);
        await IngestAsync(platform, 2, 1); // in another process, after the reconciler looked
        var studyUid = (await platform.KeysAsync(ObjectKeys.OpenStudyPrefix))[0].Split('/')[3];
        await platform.Get<StudyCloser>().CloseAsync("north", studyUid, CompletionReasons.IdleTime, CancellationToken.None);
        var opening = Assert.Single(await platform.KeysAsync(ObjectKeys.OpenStudyPrefix));
        Assert.Contains(SeriesUids(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix)).Single(), opening, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_between_any_two_steps_of_an_opening_loses_no_series()
    {
        var closer = platform.Get<StudyCloser>();
        var interrupted = new InterruptedStore(platform.Store, _ => closer.CloseAsync("north", Study, CompletionReasons.ImportEnd, CancellationToken.None));
        var markers = new OpenSeriesMarkers(interrupted, platform.Get<SourceTimes>(), platform.Get<IOptions<IngestionOptions>>());
        await markers.MarkAsync(new SeriesArrival { Dataset = "north", SeriesUid = "1.2.3.1", StudyUid = Study }, CancellationToken.None);
        Assert.Single(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
        Assert.Single(await platform.KeysAsync(ObjectKeys.OpenStudyPrefixOf("north", Study)));
    }

    [Fact]
    public async Task Import_end_completes_its_studies()
    {
        var source = Path.Combine(platform.Folder, "source");
        Directory.CreateDirectory(source);
        await File.WriteAllBytesAsync(Path.Combine(source, "1.dcm"), Dicom(1, 1));
        await File.WriteAllBytesAsync(Path.Combine(source, "2.dcm"), Dicom(2, 1));
        await platform.Get<ImportRunner>().RunAsync(new ImportRequest { ImportId = "a", Dataset = "north", Path = source, IsManifest = false }, null, CancellationToken.None);
        var told = Assert.Single(platform.Published.Of<StudyCompleted>());
        Assert.Equal((2, CompletionReasons.ImportEnd), (told.SeriesCount, told.CompletedBy));
        Assert.All(platform.Published.Of<SeriesCompleted>(), series => Assert.Equal(CompletionReasons.ImportEnd, series.CompletedBy));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenStudyPrefix));
    }

    private static IEnumerable<string> SeriesUids(IEnumerable<string> keys) => keys.Select(key => key.Split('/')[^2]).Distinct(StringComparer.Ordinal);

    private async Task CompleteAsync(TestPlatform at, int series)
    {
        await IngestAsync(at, series, 1);
        time.Advance(TimeSpan.FromMinutes(10));
        await ReconcileSeriesAsync(at);
        Assert.Equal(1, await ReconcileAsync(at));
    }

    private static Task<int> ReconcileAsync(TestPlatform at) => at.Get<IdleStudyReconciler>().ReconcileAsync(CancellationToken.None);

    private static Task<int> ReconcileSeriesAsync(TestPlatform at) => at.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None);

    private static async Task IngestAsync(TestPlatform at, int series, int instance)
    {
        var outcome = await at.Get<InstanceIngestor>().IngestAsync("north", Dicom(series, instance), CancellationToken.None);
        Assert.True(outcome.IsStored, outcome.Reason);
    }

    /// <summary>An instance of a series of the one study.</summary>
    private static byte[] Dicom(int series, int instance)
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(instance, $"{Study}.{series}"), new DicomLimits(), out var dataset, out _));
        dataset.SetString(DicomTags.StudyInstanceUid, "UI", Study);
        return DicomWriter.Write(dataset);
    }
}
