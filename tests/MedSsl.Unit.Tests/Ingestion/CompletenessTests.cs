using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>A series is complete with its last instance where it says how many it has; and how long it waits depends on who sends it.</summary>
public sealed class CompletenessTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, time: time);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Reconcile_series_with_all_it_says_it_has_is_closed_before_the_idle_time()
    {
        await IngestAsync(platform, 1, 3);
        await IngestAsync(platform, 2, 3);
        Assert.Equal(0, await ReconcileAsync(platform));
        await IngestAsync(platform, 3, 3);
        Assert.Equal(1, await ReconcileAsync(platform));

        var told = Assert.Single(platform.Published.Of<SeriesCompleted>());
        Assert.Equal((3, 3, CompletionReasons.ExpectedCount), (told.InstanceCount, told.ExpectedInstanceCount, told.CompletedBy));
    }

    [Fact]
    public async Task Reconcile_after_a_restart_remembers_the_count()
    {
        await IngestAsync(platform, 1, 3);
        await IngestAsync(platform, 2, 3);
        await using var next = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time);
        Assert.Equal(0, await ReconcileAsync(next));
        await IngestAsync(next, 3, 3);
        Assert.Equal(1, await ReconcileAsync(next));
    }

    [Fact]
    public async Task Ingest_last_expected_instance_closes_the_series_without_a_pass()
    {
        // The reconciler's next pass is an hour away, and so is the idle time.
        await using var running = await TestPlatform.RunAsync(
            [IngestionExtensions.Module], null, "--Hosting:ReconcileInterval=01:00:00", "--Ingestion:SeriesIdleTime=01:00:00", "--Ingestion:SeriesLongestTime=0");
        await IngestAsync(running, 1, 2);
        await IngestAsync(running, 2, 2);
        await Eventually.TrueAsync(() => Task.FromResult(running.Published.Of<SeriesCompleted>().Any()), "the series is told complete");
        Assert.Equal(2, Assert.Single(running.Published.Of<SeriesCompleted>()).InstanceCount);
    }

    [Theory]
    [InlineData(3, 4, 3)]
    [InlineData(3, null, 3)]
    [InlineData(null, 3, 3)]
    public async Task Reconcile_series_whose_instances_disagree_waits_for_the_idle_time(int? first, int? second, int? third)
    {
        await IngestAsync(platform, 1, first);
        await IngestAsync(platform, 2, second);
        await IngestAsync(platform, 3, third);
        Assert.Equal(0, await ReconcileAsync(platform));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(platform));
        Assert.Null(Assert.Single(platform.Published.Of<SeriesCompleted>()).ExpectedInstanceCount);
    }

    [Fact]
    public async Task Ingest_instances_that_all_say_something_else_writes_few_markers()
    {
        for (var instance = 1; instance <= 20; instance++)
        {
            await IngestAsync(platform, instance, 100 + instance);
        }

        Assert.Equal(2, (await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix)).Count);
    }

    [Fact]
    public async Task Reconcile_series_that_lacks_instances_is_closed_by_time_and_says_what_it_expected()
    {
        await IngestAsync(platform, 1, 3);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(platform));
        var told = Assert.Single(platform.Published.Of<SeriesCompleted>());
        Assert.Equal((1, 3, CompletionReasons.IdleTime), (told.InstanceCount, told.ExpectedInstanceCount, told.CompletedBy));
        Assert.Equal(3, (await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(told.Manifest, CancellationToken.None)).ExpectedInstanceCount);
    }

    [Fact]
    public async Task Ingest_same_instance_again_does_not_count_as_another()
    {
        await using var running = await TestPlatform.RunAsync(
            [IngestionExtensions.Module], null, "--Hosting:ReconcileInterval=00:00:00.100", "--Ingestion:SeriesIdleTime=01:00:00");
        await IngestAsync(running, 1, 2);
        await IngestAsync(running, 1, 2); // by its own count the process holds two now; the store says one
        await IngestAsync(running, 1, null, "1.2.3.9"); // what the loops do meanwhile, they did for this one too
        Assert.Empty(running.Published.Of<SeriesCompleted>());
        await IngestAsync(running, 2, 2);
        await Eventually.TrueAsync(() => Task.FromResult(running.Published.Of<SeriesCompleted>().Any()), "the series is told complete");
        Assert.Equal(2, running.Published.Of<SeriesCompleted>().First().InstanceCount);
    }

    [Fact]
    public async Task Reconcile_waits_as_long_as_the_source_was_given_even_after_a_restart()
    {
        const string Times = "--Ingestion:SourceTimes=SLOW=00:10:00/02:00:00";
        await using var first = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time, Times);
        await first.Get<InstanceIngestor>().IngestAsync("north", TestStudies.Dicom(1, "1.2.3.1"), "SLOW", CancellationToken.None);
        await first.Get<InstanceIngestor>().IngestAsync("north", TestStudies.Dicom(1, "1.2.3.2"), "FAST", CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));

        await using var next = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time, Times);
        Assert.Equal(1, await ReconcileAsync(next)); // the fast one
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await ReconcileAsync(next));
    }

    [Fact]
    public async Task Reconcile_marker_of_an_older_version_closes_the_series_and_opens_its_study()
    {
        await IngestAsync(platform, 1, 3);
        var marker = Assert.Single(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
        await platform.Store.PutAsync(marker, new MemoryStream(), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);
        await platform.Store.DeleteAsync(Assert.Single(await platform.KeysAsync(ObjectKeys.OpenStudyPrefix)), CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(platform));
        Assert.Single(await platform.KeysAsync(ObjectKeys.OpenStudyPrefix));
    }

    private static Task<int> ReconcileAsync(TestPlatform at) => at.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None);

    private static async Task IngestAsync(TestPlatform at, int instance, int? expected, string series = "1.2.3.1")
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(instance, series), new DicomLimits(), out var dataset, out _));
        if (expected is not null)
        {
            dataset.SetString(DicomTags.NumberOfSeriesRelatedInstances, "IS", $"{expected}");
        }

        var outcome = await at.Get<InstanceIngestor>().IngestAsync("north", DicomWriter.Write(dataset), CancellationToken.None);
        Assert.True(outcome.IsStored, outcome.Reason);
    }
}
