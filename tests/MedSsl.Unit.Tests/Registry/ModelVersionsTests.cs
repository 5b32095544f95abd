using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;
using MedSsl.Registry;
using MedSsl.Registry.Aliases;
using MedSsl.Registry.Versions;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Registry;

public sealed class ModelVersionsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;

    private ModelVersions Versions => platform.Get<ModelVersions>();

    private ModelAliases Aliases => platform.Get<ModelAliases>();

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(RegistryExtensions.Module, time: time);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Register_same_run_again_gives_the_version_it_has()
    {
        var trained = await Trained.StoreAsync(platform.Store, "run-1", "chest");
        var (first, put) = await Versions.RegisterAsync(trained, CancellationToken.None);
        Assert.True(put.Created);
        var (again, second) = await Versions.RegisterAsync(trained, CancellationToken.None);
        Assert.Equal((first, false, put.Object), (again, second.Created, second.Object));
    }

    [Fact]
    public async Task Register_two_models_interleaved_count_for_themselves()
    {
        var versions = new List<(string, int)>();
        foreach (var (run, model) in ((string, string)[])[("r1", "chest"), ("r2", "chest-2"), ("r3", "chest"), ("r4", "chest-2"), ("r5", "chest")])
        {
            var (record, _) = await Versions.RegisterAsync(await Trained.StoreAsync(platform.Store, run, model), CancellationToken.None);
            versions.Add((record.Model, record.Version));
        }

        Assert.Equal([("chest", 1), ("chest-2", 1), ("chest", 2), ("chest-2", 2), ("chest", 3)], versions);
        Assert.Equal(["r1", "r3", "r5"], await Versions.ListAsync("chest", CancellationToken.None).Select(record => record.RunId).ToListAsync());
    }

    [Fact]
    public async Task Register_racing_deliveries_of_one_run_make_one_version()
    {
        var trained = await Trained.StoreAsync(platform.Store, "run-1", "chest");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Versions.RegisterAsync(trained, CancellationToken.None))));
        Assert.All(results, result => Assert.Equal(1, result.Record.Version));
        Assert.Single(results, result => result.Put.Created);
        Assert.Single(await platform.KeysAsync(ObjectKeys.ModelVersionPrefixAll));
    }

    [Fact]
    public async Task Register_racing_runs_get_different_numbers_without_a_gap()
    {
        var runs = new List<ModelTrained>();
        for (var i = 0; i < 6; i++)
        {
            runs.Add(await Trained.StoreAsync(platform.Store, $"run-{i}", "chest"));
        }

        await Task.WhenAll(runs.Select(run => Task.Run(() => Versions.RegisterAsync(run, CancellationToken.None))));
        var records = await platform.ObjectsAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix("chest"));
        Assert.Equal(Enumerable.Range(1, 6), records.Select(record => record.Version));
        Assert.Equal(runs.Select(run => run.RunId), records.Select(record => record.RunId).Order());
    }

    [Fact]
    public async Task Register_weights_that_are_not_what_the_run_promised_are_refused()
    {
        var trained = await Trained.StoreAsync(platform.Store, "run-1", "chest");
        await platform.Store.PutAsync(trained.Weights.Key, new MemoryStream("rotten"u8.ToArray()), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);
        await Assert.ThrowsAsync<ObjectIntegrityException>(() => Versions.RegisterAsync(trained, CancellationToken.None));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.ModelVersionPrefixAll));
    }

    [Fact]
    public async Task Set_alias_keeps_the_history_and_the_last_change_counts()
    {
        await Aliases.SetAsync("chest", "production", 1, "ann", CancellationToken.None);
        await Aliases.SetAsync("chest", "staging", 3, "ann", CancellationToken.None);
        await Aliases.SetAsync("chest", "production", 2, "bob", CancellationToken.None);
        Assert.Equal([new("production", 2), new("staging", 3)], await Aliases.CurrentAsync("chest", CancellationToken.None));
        var history = await platform.ObjectsAsync<ModelAliasChange>(ObjectKeys.ModelAliasPrefix("chest") + "production/");
        Assert.Equal([(1, "ann"), (2, "bob")], history.Select(change => (change.Version, change.ChangedBy)));
        Assert.Empty(await Aliases.CurrentAsync("other", CancellationToken.None));
    }

    [Fact]
    public async Task Set_alias_racing_changes_are_all_in_the_history()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(version => Task.Run(() => Aliases.SetAsync("chest", "production", version, "ann", CancellationToken.None))));
        var history = await platform.ObjectsAsync<ModelAliasChange>(ObjectKeys.ModelAliasPrefix("chest"));
        Assert.Equal(Enumerable.Range(1, 8), history.Select(change => change.Version).Order());
        Assert.Equal(history[^1].Version, (await Aliases.CurrentAsync("chest", CancellationToken.None))["production"]);
    }

    [Fact]
    public async Task Reconcile_trained_run_without_a_version_is_told_again_when_overdue()
    {
        var lost = await Trained.StoreAsync(platform.Store, "lost", "chest");
        var known = await Trained.StoreAsync(platform.Store, "known", "chest");
        await Versions.RegisterAsync(known, CancellationToken.None);
        foreach (var trained in (ModelTrained[])[lost, known])
        {
            await platform.Store.PutJsonAsync(ObjectKeys.RunResult(trained.RunId), new RunResult { RunId = trained.RunId, Trained = trained }, PutCondition.IfAbsent, CancellationToken.None);
        }

        await platform.Store.PutJsonAsync(ObjectKeys.RunResult("failed"), new RunResult { RunId = "failed" }, PutCondition.IfAbsent, CancellationToken.None);
        var reconciler = platform.Get<LostModelReconciler>();
        Assert.Equal(0, await reconciler.ReconcileAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await reconciler.ReconcileAsync(CancellationToken.None));
        Assert.Equal(0, await reconciler.ReconcileAsync(CancellationToken.None)); // the message may be on its way now
        Assert.Equal("lost", Assert.Single(platform.Published.Of<ModelTrained>()).RunId);
    }
}
