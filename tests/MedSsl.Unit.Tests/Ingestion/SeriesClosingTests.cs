using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class SeriesClosingTests : IAsyncLifetime
{
    // Objects carry the time of the file system, so that the clock starts at it and is only ever moved ahead of it.
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, time: time);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Reconcile_series_is_closed_once_after_the_idle_time()
    {
        await IngestAsync(platform, 2);
        await IngestAsync(platform, 1);
        Assert.Equal(0, await ReconcileAsync(platform));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(platform));
        Assert.Equal(0, await ReconcileAsync(platform));

        var told = Assert.Single(platform.Published.Of<SeriesCompleted>());
        var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(told.Manifest, CancellationToken.None);
        Assert.Equal((2, "CR"), (told.InstanceCount, told.Modality));
        Assert.Equal([1, 2], manifest.Instances.Select(instance => instance.InstanceNumber));
        foreach (var instance in manifest.Instances)
        {
            await platform.Store.ReadVerifiedAsync(instance.File, CancellationToken.None);
        }

        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
    }

    [Fact]
    public async Task Ingest_after_closing_leads_to_a_newer_manifest()
    {
        await IngestAsync(platform, 1);
        await CloseAsync(platform);
        await IngestAsync(platform, 2);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(platform));
        Assert.Equal([1, 2], platform.Published.Of<SeriesCompleted>().Select(told => told.InstanceCount));
        Assert.Equal([null, 1], platform.Published.Of<SeriesCompleted>().Select(told => told.LateInstanceCount));
    }

    [Fact]
    public async Task Reconcile_series_that_never_pauses_is_closed_after_the_longest_time_and_goes_on()
    {
        await using var patient = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time, "--Ingestion:SeriesIdleTime=02:00:00", "--Ingestion:SeriesLongestTime=01:00:00");
        await IngestAsync(patient, 1);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await ReconcileAsync(patient));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await ReconcileAsync(patient));
        Assert.Equal(1, Assert.Single(patient.Published.Of<SeriesCompleted>()).InstanceCount);

        await using var waiting = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time, "--Ingestion:SeriesIdleTime=02:00:00", "--Ingestion:SeriesLongestTime=00:00:00");
        await IngestAsync(waiting, 2);
        Assert.Equal(0, await ReconcileAsync(waiting)); // by the idle time alone
    }

    [Fact]
    public async Task Ingest_after_another_process_closed_the_series_opens_it_again()
    {
        await using var other = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time);
        await IngestAsync(platform, 1);
        await CloseAsync(other);
        await IngestAsync(platform, 2); // this process believes that its marker is still there
        Assert.Single(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ReconcileAsync(other));
        Assert.Equal(2, other.Published.Of<SeriesCompleted>().Last().InstanceCount);
    }

    [Fact]
    public async Task Reconcile_after_a_crash_between_manifest_and_event_tells_the_series()
    {
        var outcome = await IngestAsync(platform, 1);
        var openings = await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix);
        await CloseAsync(platform);
        foreach (var opening in openings)
        {
            // As the crash left it: the manifest is there, the opening too, and nobody was told.
            await platform.Store.PutAsync(opening, new MemoryStream(), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await using var next = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, time);
        Assert.Equal(1, await ReconcileAsync(next));
        Assert.Equal(outcome.SeriesUid, Assert.Single(next.Published.Of<SeriesCompleted>()).SeriesUid);
        Assert.Empty(await next.KeysAsync(ObjectKeys.OpenSeriesPrefix));
    }

    [Fact]
    public async Task Reconcile_one_unreadable_series_does_not_keep_the_others_open()
    {
        var broken = await IngestAsync(platform, 1, "1.2.3.1");
        for (var other = 2; other <= 6; other++)
        {
            await IngestAsync(platform, 1, $"1.2.3.{other}");
        }

        var key = ObjectKeys.RawInstance("north", broken.SeriesUid!, broken.SopInstanceUid!);
        await platform.Store.PutAsync(key, new MemoryStream("rotten"u8.ToArray()), "application/dicom", PutCondition.Overwrite, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<Exception>(() => ReconcileAsync(platform));
        Assert.Equal(5, platform.Published.Of<SeriesCompleted>().Count());
        Assert.Contains(broken.SeriesUid!, Assert.Single(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix)), StringComparison.Ordinal);
    }

    private static Task<InstanceOutcome> IngestAsync(TestPlatform at, int instance, string series = "1.2.3.1") =>
        at.Get<InstanceIngestor>().IngestAsync("north", TestStudies.Dicom(instance, series), CancellationToken.None);

    private static Task<int> ReconcileAsync(TestPlatform at) => at.Get<IdleSeriesReconciler>().ReconcileAsync(CancellationToken.None);

    private static async Task CloseAsync(TestPlatform at)
    {
        var seriesUid = Assert.Single((await at.KeysAsync("raw/")).Select(key => key.Split('/')[2]).Distinct());
        await at.Get<SeriesCloser>().CloseAsync("north", seriesUid, CompletionReasons.IdleTime, CancellationToken.None);
    }
}
