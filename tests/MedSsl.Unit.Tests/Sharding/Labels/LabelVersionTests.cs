using MassTransit;
using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Labels;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static MedSsl.Unit.Tests.Sharding.Labels.StoredSeries;

namespace MedSsl.Unit.Tests.Sharding.Labels;

public sealed class LabelVersionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;
    private NormalizedSeries series = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(ShardingExtensions.Module, time: time);
        series = new NormalizedSeries(platform.Store);
        foreach (var number in Enumerable.Range(1, 4))
        {
            await StoreAsync(platform.Store, "north", "1.1", $"2.25.{number}");
        }
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Labels_that_are_there_before_the_images_are_sealed_are_in_the_version_that_seals_them()
    {
        await SubmitAsync("a", ("2.25.1", "1"), ("2.25.4", "0"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await ReconcileAsync()); // no version of labels alone
        await SealAsync("i-1", "1.1", 1, 2);
        var version = Assert.Single(await VersionsAsync());
        Assert.Equal(LabelChoice.Rule, version.Labels!.Rule);
        Assert.Equal(["2.25.1 1", "2.25.4 0"], await RowsAsync(version));
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task Later_labels_wait_for_each_other_and_are_one_version_with_the_same_shards()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await SubmitAsync("a", ("2.25.1", "1"));
        await SubmitAsync("b", ("2.25.1", "0"), ("2.25.2", "0"));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await ReconcileAsync());
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(2, await ReconcileAsync());
        var versions = await VersionsAsync();
        Assert.Equal(2, versions.Count);
        Assert.Equal(versions[0].Shards, versions[1].Shards);
        Assert.Equal(versions[0].Catalogue, versions[1].Catalogue);
        Assert.Equal(versions[0].CompletedImports, versions[1].CompletedImports);
        Assert.Empty(versions[0].Labels!.Tables);
        Assert.Equal(["2.25.1 (1)", "2.25.1 0", "2.25.2 0"], await RowsAsync(versions[1]));
        Assert.Equal([1, 2], platform.Published.Of<DatasetPublished>().Select(told => told.Version));
        Assert.Equal(0, await ReconcileAsync());
    }

    [Fact]
    public async Task Labels_do_not_wait_for_images_that_wait()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await SubmitAsync("a", ("2.25.1", "1"));
        time.Advance(TimeSpan.FromMinutes(11));
        await using var patient = await TestPlatform.PartsAsync(ShardingExtensions.Module, platform.Folder, time, "--Sharding:SealAfter=00:30:00");
        await series.StageAsync(await series.NormalizeAsync("1.2", 3));
        Assert.Equal(0, await patient.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(20)); // the labels wait for 31 minutes now; a series that is normalized again begins to wait anew
        await series.StageAsync(await series.NormalizeAsync("1.2", 3));
        File.SetLastWriteTimeUtc(Path.Combine(platform.Folder, "objects", "medssl", ObjectKeys.StagedSeries("north", "1.2")), time.GetUtcNow().UtcDateTime);
        Assert.Equal(1, await patient.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None));
        Assert.Equal(["2.25.1 1"], await RowsAsync((await VersionsAsync())[1]));
    }

    [Fact]
    public async Task What_a_version_said_stays_whatever_is_submitted_later()
    {
        await SubmitAsync("a", ("2.25.1", "1"));
        await SealAsync("i-1", "1.1", 1);
        var first = Assert.Single(await VersionsAsync());
        await SubmitAsync("a", ("2.25.1", "0"));
        await SealAsync("i-2", "1.2", 7); // seals labels that did not wait, too
        Assert.Equal(["2.25.1 1"], await RowsAsync(first));
        Assert.Equal(["2.25.1 0"], await RowsAsync((await VersionsAsync())[1]));
    }

    [Fact]
    public async Task Labels_that_make_no_difference_make_no_version()
    {
        await SubmitAsync("a", ("2.25.1", "1"));
        await SealAsync("i-1", "1.1", 1);
        await SubmitAsync("a", ("2.25.1", "1"));
        time.Advance(TimeSpan.FromMinutes(11));
        await ReconcileAsync();
        Assert.Single(await VersionsAsync());
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task Tables_of_tasks_that_did_not_change_are_those_of_the_version_before()
    {
        await SubmitAsync("a", ("2.25.1", "1"));
        await SealAsync("i-1", "1.1", 1);
        await SubmitAsync("b", "fracture", ("2.25.2", "1"));
        await platform.Store.DeleteAsync(ObjectKeys.Labels("north", "nodule", "a"), CancellationToken.None); // would be seen if the table were made anew
        time.Advance(TimeSpan.FromMinutes(11));
        await ReconcileAsync();
        var versions = await VersionsAsync();
        Assert.Equal(["fracture", "nodule"], versions[1].Labels!.Tables.Select(table => table.Task));
        Assert.Equal(versions[0].Labels!.Tables[0], versions[1].Labels!.Tables[1]);

        await LabelObjects.MarkAsync(platform.Store, "north", "nodule", CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(11));
        await ReconcileAsync();
        Assert.Equal(["fracture"], (await VersionsAsync())[2].Labels!.Tables.Select(table => table.Task)); // whose last label was taken away
    }

    [Fact]
    public async Task First_labels_after_a_version_from_before_there_were_tables_bring_in_all()
    {
        await SubmitAsync("a", ("2.25.1", "1"));
        await SealAsync("i-1", "1.1", 1);
        var first = Assert.Single(await VersionsAsync());
        await platform.Store.PutJsonAsync(ObjectKeys.DatasetVersion("north", 1), first with { Labels = null }, PutCondition.Overwrite, CancellationToken.None);
        await SubmitAsync("b", "fracture", ("2.25.2", "1"));
        time.Advance(TimeSpan.FromMinutes(11));
        await ReconcileAsync();
        Assert.Equal(["fracture", "nodule"], (await VersionsAsync())[1].Labels!.Tables.Select(table => table.Task));
    }

    [Fact]
    public async Task Racing_builders_make_one_version_and_a_crash_after_it_makes_no_second()
    {
        await using var other = await TestPlatform.PartsAsync(ShardingExtensions.Module, platform.Folder, time);
        await SealAsync("i-1", "1.1", 1);
        await SubmitAsync("a", ("2.25.1", "1"));
        time.Advance(TimeSpan.FromMinutes(11));
        await Task.WhenAll(Task.Run(() => ReconcileAsync()), Task.Run(() => other.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None)));
        await ReconcileAsync();
        Assert.Equal(2, (await VersionsAsync()).Count);
        await LabelObjects.MarkAsync(platform.Store, "north", "nodule", CancellationToken.None); // as the crash left it: the version is there, and the mark
        time.Advance(TimeSpan.FromMinutes(11));
        await ReconcileAsync();
        Assert.Equal(2, (await VersionsAsync()).Count);
    }

    [Fact]
    public async Task Message_is_answered_and_a_bad_one_is_told_to_everybody()
    {
        await using var running = await TestPlatform.RunAsync([ShardingExtensions.Module], platform.Folder);
        var client = running.Get<IClientFactory>().CreateRequestClient<LabelsSubmitted>(RequestTimeout.After(s: 30));
        var good = await client.GetResponse<CommandAccepted, CommandRejected>(Submission("a", Class("2.25.1")));
        Assert.True(good.Is(out Response<CommandAccepted>? _));
        var bad = await client.GetResponse<CommandAccepted, CommandRejected>(Submission("b", Class("2.25.99")));
        Assert.True(bad.Is(out Response<CommandRejected>? rejected));
        Assert.Contains("2.25.99: not stored", Assert.Single(rejected!.Message.Reasons), StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(running.Published.Of<CommandRejected>()).Id);
        Assert.Single(await running.KeysAsync(ObjectKeys.LabelPrefix("north")));
    }

    private Task SubmitAsync(string id, params (string Instance, string Value)[] labels) => SubmitAsync(id, "nodule", labels);

    private async Task SubmitAsync(string id, string task, params (string Instance, string Value)[] labels)
    {
        var submission = Submission(id, [.. labels.Select(label => Class(label.Instance, label.Value))]) with { Task = task };
        Assert.NotNull((await platform.Get<LabelAcceptance>().AcceptAsync(submission, CancellationToken.None)).Accepted);
    }

    private async Task SealAsync(string import, string uid, params int[] samples)
    {
        await series.StageAsync(await series.NormalizeAsync(uid, samples));
        await series.EndImportAsync(import, uid);
        Assert.Equal(1, await ReconcileAsync());
    }

    private Task<int> ReconcileAsync() => platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);

    private Task<List<DatasetManifest>> VersionsAsync() => platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north"));

    private Task<List<string>> MarksAsync() => platform.KeysAsync(ObjectKeys.LabelChangePrefix("north"));

    /// <summary>Instance and value of every statement about nodules; in brackets what was not chosen.</summary>
    private async Task<List<string>> RowsAsync(DatasetManifest version)
    {
        var rows = await LabelTable.ReadAsync(platform.Store, Assert.Single(version.Labels!.Tables), CancellationToken.None);
        return [.. rows.Select(row => $"{row.SopInstanceUid} {(row.Chosen ? row.Value : $"({row.Value})")}")];
    }
}
