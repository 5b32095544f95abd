using System.Net;
using System.Net.Http.Json;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Contracts.Training;
using MedSsl.Dashboard;
using MedSsl.Dashboard.Timelines;
using MedSsl.Dicom;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Normalization;
using MedSsl.ObjectStorage;
using MedSsl.Sharding;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dashboard;

/// <summary>Each way in which nothing happens, brought about by the real services; and what the timeline says then.</summary>
public sealed class TimelineTests
{
    private const string Series = "1.2.3.1";
    private const string Study = Series + ".0";
    private const string ClosesAtOnce = "--Ingestion:SeriesIdleTime=00:00:00.100";
    private const string SealsAtOnce = "--Sharding:SealAfter=00:00:00.100";
    private const string OneImageIsAReference = "--Normalization:ReferenceImages=1";

    private static readonly ServiceModule[] All = [IngestionExtensions.Module, NormalizationExtensions.Module, ShardingExtensions.Module, DashboardExtensions.Module];

    [Fact]
    public async Task Of_unknown_study_says_where_it_can_be()
    {
        await using var platform = await RunAsync();
        using var http = new HttpClient { BaseAddress = platform.Address };
        using var response = await http.GetAsync("/studies/2.25.1/timeline?dataset=north");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var timeline = (await response.Content.ReadFromJsonAsync<StudyTimeline>(Json.Options))!;
        Assert.False(timeline.IsKnown);
        Assert.All(timeline.Steps, step => Assert.Equal(StepStates.NotYet, step.State));
        Assert.Contains("medssl_ingestion_dicom_spool_objects", timeline.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/studies/1.2.x/timeline?dataset=north", "digits and dots")]
    [InlineData("/series/1.2.3/timeline", "dataset")]
    [InlineData("/patients/P%2F1/timeline?dataset=north", "patient")]
    [InlineData("/studies/1.2.3/timeline?dataset=..", "dataset")]
    public async Task Of_what_is_no_name_says_what_was_expected(string path, string told)
    {
        await using var platform = await TestPlatform.RunAsync([DashboardExtensions.Module]);
        using var http = new HttpClient { BaseAddress = platform.Address };
        using var response = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(told, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_open_series_says_what_is_missing_and_how_long_it_waits()
    {
        await using var platform = await RunAsync("--Ingestion:SourceTimes=CT1=01:00:00/02:00:00");
        await IngestAsync(platform, Instance(1, dataset => dataset.SetString(DicomTags.NumberOfSeriesRelatedInstances, "IS", "3")), "CT1");
        var timeline = await OfStudyAsync(platform);
        Assert.StartsWith("P", timeline.PatientId, StringComparison.Ordinal);
        AssertStates(timeline, "received done", "de-identified done", "complete waiting", "normalized not yet", "sharded not yet", "published not yet");
        var complete = timeline.Series[0].Steps[2];
        Assert.Contains("1 instance of 3 expected", complete.Found, StringComparison.Ordinal);
        Assert.Matches("complete in (00:59|01:00):", complete.Found);
        Assert.Contains("from CT1", timeline.Series[0].Steps[0].Found, StringComparison.Ordinal);

        var abandoned = await OfStudyAsync(platform, TimeSpan.FromHours(3));
        Assert.Contains("no ingestion closes it", abandoned.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_refused_instance_names_the_reason_until_the_quarantine_forgets_it()
    {
        await using var platform = await RunAsync(ClosesAtOnce, SealsAtOnce, OneImageIsAReference);
        var refused = await IngestAsync(platform, Instance(1, dataset => dataset.SetString(DicomTags.BurnedInAnnotation, "CS", "YES")));
        Assert.Equal(RejectionReasons.BurnedInAnnotation, refused.ReasonCode);
        var timeline = await OfStudyAsync(platform);
        Assert.True(timeline.IsKnown);
        Assert.Equal("received refused", $"{timeline.Steps[0].Step} {timeline.Steps[0].State}");
        Assert.Contains("1 input refused (1 burned-in-annotation)", timeline.Answer, StringComparison.Ordinal);
        Assert.Contains("medssl quarantine", timeline.Answer, StringComparison.Ordinal);

        var told = Assert.Single(platform.Published.Of<InstanceRejected>());
        Assert.Equal((StoredUid(platform, Study), StoredUid(platform, Series)), (told.StudyUid, told.SeriesUid));
        await platform.Get<QuarantineStore>().DropAsync(told.ContentSha256, CancellationToken.None);
        Assert.False((await OfStudyAsync(platform)).IsKnown);
        Assert.Empty(await platform.KeysAsync("studies/refused/"));
    }

    [Fact]
    public async Task Of_series_without_a_reference_says_for_which_group_it_waits()
    {
        await using var platform = await RunAsync(ClosesAtOnce, "--Normalization:ReferenceImages=1000", "--Normalization:ReferenceGrouping=body-part");
        await IngestAsync(platform, Instance(1));
        var timeline = await UntilAsync(platform, timeline => timeline.Answer.Contains("no reference", StringComparison.Ordinal));
        AssertStates(timeline, "received done", "de-identified done", "complete done", "normalized waiting", "sharded not yet", "published not yet");
        Assert.Matches(@"CR\.\S+ has no reference energies yet", timeline.Answer);
    }

    [Fact]
    public async Task Of_series_that_cannot_be_normalized_names_every_reason()
    {
        await using var platform = await RunAsync(ClosesAtOnce, OneImageIsAReference);
        await IngestAsync(platform, TestStudies.Dicom(1, Series, modality: "XC"));
        var timeline = await UntilAsync(platform, timeline => timeline.Series is [{ Steps: [_, _, _, { State: StepStates.Failed }, ..] }]);
        AssertStates(timeline, "received done", "de-identified done", "complete done", "normalized failed", "sharded not yet", "published not yet");
        Assert.Contains($"1 {NormalizationFailureReasons.ModalityNotConfigured}", timeline.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_complete_series_that_nobody_normalizes_says_what_does_not_run()
    {
        await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module, DashboardExtensions.Module], null, ClosesAtOnce, "--Ingestion:StudyIdleTime=00:00:00.100");
        await IngestAsync(platform, Instance(1));
        var timeline = await UntilAsync(platform, timeline => timeline.Steps[1].State == StepStates.Done);
        AssertStates(timeline, "received done", "de-identified done", "complete done", "normalized waiting", "sharded not yet", "published not yet");
        Assert.EndsWith("What helps: wait", timeline.Answer, StringComparison.Ordinal);
        Assert.Contains("start normalization", (await OfStudyAsync(platform, TimeSpan.FromHours(1))).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_staged_series_says_what_it_waits_for()
    {
        await using var platform = await RunAsync(ClosesAtOnce, OneImageIsAReference, "--Sharding:SealAfter=1.00:00:00");
        await IngestAsync(platform, Instance(1));
        var timeline = await UntilAsync(platform, timeline => timeline.Series is [{ Steps: [_, _, _, _, { State: StepStates.Waiting, Found: "staged" }, ..] }]);
        AssertStates(timeline, "received done", "de-identified done", "complete done", "normalized done", "sharded waiting", "published not yet");
    }

    [Fact]
    public async Task Of_sharded_series_names_shard_version_and_runs()
    {
        await using var platform = await RunAsync(ClosesAtOnce, OneImageIsAReference, SealsAtOnce, "--Ingestion:StudyIdleTime=00:00:00.100");
        await IngestAsync(platform, TestStudies.Dicom(1, "1.2.3.9", "PAT-9")); // in an older version, and in no timeline but its own
        await UntilAsync(platform, timeline => IsPublished(timeline), "1.2.3.9.0");
        await IngestAsync(platform, Instance(1));
        await IngestAsync(platform, Instance(2));
        var timeline = await UntilAsync(platform, timeline => IsPublished(timeline) && timeline.Steps[1].State == StepStates.Done);
        AssertStates(timeline, "received done", "de-identified done", "complete done", "normalized done", "sharded done", "published done");
        Assert.StartsWith("2 of 2 samples in ", timeline.Series[0].Steps[4].Found, StringComparison.Ordinal);
        Assert.All(await VersionsHoldingAsync(platform), version => Assert.True(version >= 2));
        Assert.Contains("no run has read version", timeline.Answer, StringComparison.Ordinal);

        await RunOnAsync(platform, "too-old", version: 1, failed: null);
        Assert.Contains("no run has read version", (await OfStudyAsync(platform)).Answer, StringComparison.Ordinal);
        await RunOnAsync(platform, "pending", version: 9, failed: null);
        Assert.Equal(StepStates.Waiting, (await OfStudyAsync(platform)).Steps[2].State);
        var pause = new RunControlChange { State = RunStates.Paused, ChangedBy = "test", ChangedAt = TimeProvider.System.GetUtcNow() };
        await platform.Store.PutJsonAsync(ObjectKeys.RunControl("pending", 1), pause, PutCondition.IfAbsent, CancellationToken.None);
        Assert.Contains("run pending on version 9: paused", (await OfStudyAsync(platform)).Answer, StringComparison.Ordinal);
        Assert.Equal(["pending"], await PausedRunsAsync(platform, pending: "pending"));
        await RunOnAsync(platform, "pending", version: 9, failed: "collapse");
        Assert.Contains("run pending on version 9: failed: collapse", (await OfStudyAsync(platform)).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_late_instance_says_that_the_series_is_open_again()
    {
        await using var platform = await RunAsync("--Ingestion:SourceTimes=SLOW=01:00:00", ClosesAtOnce);
        await IngestAsync(platform, Instance(1));
        await UntilAsync(platform, timeline => timeline.Series[0].Steps[2].State == StepStates.Done);
        await IngestAsync(platform, Instance(2), "SLOW");
        var complete = (await OfStudyAsync(platform)).Series[0].Steps[2];
        Assert.Equal(StepStates.Waiting, complete.State);
        Assert.StartsWith("complete before with 1 instance and open again: 2 instances", complete.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_series_and_of_patient_are_the_same_way_seen_from_elsewhere()
    {
        await using var platform = await RunAsync("--Ingestion:SourceTimes=SLOW=01:00:00", ClosesAtOnce, "--Ingestion:StudyIdleTime=00:00:00.100");
        await IngestAsync(platform, Instance(1));
        var complete = await UntilAsync(platform, timeline => timeline.Steps[1].State == StepStates.Done);
        await IngestAsync(platform, TestStudies.Dicom(1, "1.2.3.2"), "SLOW"); // another study of the patient, open
        await IngestAsync(platform, TestStudies.Dicom(1, "1.2.3.3", "PAT-2"), "SLOW");

        var reader = new TimelineReader(platform.Store, TimeProvider.System);
        var ofPatient = await reader.OfPatientAsync("north", complete.PatientId!, CancellationToken.None);
        Assert.Equal(new[] { Study, "1.2.3.2.0" }.Select(uid => StoredUid(platform, uid)).Order(StringComparer.Ordinal), ofPatient.Select(timeline => timeline.StudyUid));
        var ofSeries = await reader.OfSeriesAsync("north", StoredUid(platform, "1.2.3.2"), CancellationToken.None);
        Assert.Equal(StoredUid(platform, "1.2.3.2.0"), ofSeries.StudyUid);
        Assert.Equal(StepStates.Waiting, Assert.Single(ofSeries.Series).Steps[2].State);
        Assert.False((await reader.OfSeriesAsync("north", "2.25.9", CancellationToken.None)).IsKnown);
        Assert.False((await reader.OfStudyAsync("south", complete.StudyUid, CancellationToken.None)).IsKnown);
    }

    private static Task<TestPlatform> RunAsync(params string[] settings) => TestPlatform.RunAsync(All, null, ["--Normalization:WorkingSize=16", .. settings]);

    private static async Task<InstanceOutcome> IngestAsync(TestPlatform platform, byte[] file, string? source = null) =>
        await platform.Get<InstanceIngestor>().IngestAsync("north", file, source, CancellationToken.None);

    private static byte[] Instance(int number, Action<DicomDataset>? change = null)
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(number, Series, content: number), new DicomLimits(), out var dataset, out _));
        change?.Invoke(dataset);
        return DicomWriter.Write(dataset);
    }

    private static string StoredUid(TestPlatform platform, string uid) => platform.Get<DeIdentifier>().MapUid(uid);

    private static Task<StudyTimeline> OfStudyAsync(TestPlatform platform, TimeSpan later = default, string study = Study) =>
        new TimelineReader(platform.Store, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later)).OfStudyAsync("north", StoredUid(platform, study), CancellationToken.None);

    private static async Task<StudyTimeline> UntilAsync(TestPlatform platform, Func<StudyTimeline, bool> isReached, string study = Study)
    {
        StudyTimeline? timeline = null;
        await Eventually.TrueAsync(async () => isReached(timeline = await OfStudyAsync(platform, study: study)), "the timeline is at the step");
        return timeline!;
    }

    private static bool IsPublished(StudyTimeline timeline) => timeline.Series is [{ Steps: [.., { State: StepStates.Done }] }];

    private static void AssertStates(StudyTimeline timeline, params string[] expected) =>
        Assert.Equal(expected, Assert.Single(timeline.Series).Steps.Select(step => $"{step.Step} {step.State}"));

    private static async Task<List<int>> VersionsHoldingAsync(TestPlatform platform) =>
        [int.Parse((await OfStudyAsync(platform)).Series[0].Steps[5].Found.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture)];

    private static async Task<IReadOnlyList<string>> PausedRunsAsync(TestPlatform platform, string pending)
    {
        await platform.Store.PutJsonAsync(ObjectKeys.RunPending(pending), new { id = pending }, PutCondition.IfAbsent, CancellationToken.None);
        return (await PlatformStatus.ReadAsync(platform.Store, CancellationToken.None)).PausedRuns;
    }

    /// <summary>What training leaves in the store of a run.</summary>
    private static async Task RunOnAsync(TestPlatform platform, string id, int version, string? failed)
    {
        var command = new StartTraining { RunId = id, Dataset = "north", Recipe = "demo", Model = "tiny" };
        await platform.Store.PutJsonAsync(ObjectKeys.RunRequest(id), new { command, datasetVersion = version, acceptedAt = TimeProvider.System.GetUtcNow() }, PutCondition.Overwrite, CancellationToken.None);
        if (failed is not null)
        {
            await platform.Store.PutJsonAsync(
                ObjectKeys.RunResult(id), new RunResult { RunId = id, Failed = new TrainingFailed { RunId = id, Reason = failed, FailedAt = TimeProvider.System.GetUtcNow() } }, PutCondition.Overwrite, CancellationToken.None);
        }
    }
}
