using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

public sealed class OrphanReconcilerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(ShardingExtensions.Module, time: time);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Reconcile_removes_what_no_version_of_any_dataset_names_when_it_is_old()
    {
        await SealAsync("north", "1.1", 1, 2);
        await SealAsync("north", "1.2", 3);
        await SealAsync("south", "1.3", 4, 5);
        var (first, second) = ((await VersionsAsync("north"))[0], (await VersionsAsync("north"))[1]);

        // An older version has a shard and a catalogue file of its own.
        await platform.Store.PutJsonAsync(
            ObjectKeys.DatasetVersion("north", 2), second with { Shards = second.Shards.Skip(1).ToList(), Catalogue = second.Catalogue!.Skip(1).ToList() }, PutCondition.Overwrite, CancellationToken.None);
        await PutAsync(ObjectKeys.Shard("left"));
        await platform.Store.PutJsonAsync(
            ObjectKeys.ShardRewrite("gone"),
            new ShardRewrite { ShardId = "gone", Replacement = first.Shards[0] with { Shard = first.Shards[0].Shard with { Key = ObjectKeys.Shard("left") } }, SampleCount = 3, Removed = [] },
            PutCondition.Overwrite, CancellationToken.None);
        var named = await KeysAsync();
        string[] orphans = [ObjectKeys.Shard("a"), ObjectKeys.ShardManifest("a"), ObjectKeys.CataloguePart("north", "3"), ObjectKeys.CatalogueKeys("north", "4")];
        foreach (var orphan in orphans)
        {
            await PutAsync(orphan);
        }

        Assert.Equal(0, await ReconcileAsync()); // young
        time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, await ReconcileAsync());
        time.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(orphans.Length, await ReconcileAsync());
        Assert.Equal(named, await KeysAsync());
        await using var tar = await platform.Store.OpenVerifiedAsync(first.Shards[0].Shard, CancellationToken.None);
        Assert.Equal(2, ShardReader.Read(tar).Count());
    }

    [Fact]
    public async Task Reconcile_with_a_version_that_cannot_be_read_removes_nothing()
    {
        await SealAsync("north", "1.1", 1, 2);
        await PutAsync(ObjectKeys.Shard("a"));
        await platform.Store.PutAsync(ObjectKeys.DatasetVersion("south", 1), new MemoryStream("rotten"u8.ToArray()), "x", PutCondition.Overwrite, CancellationToken.None);
        var there = await KeysAsync();
        time.Advance(TimeSpan.FromDays(8));
        await Assert.ThrowsAsync<ObjectIntegrityException>(ReconcileAsync);
        Assert.Equal(there, await KeysAsync());
    }

    private Task PutAsync(string key) => platform.Store.PutAsync(key, new MemoryStream([1]), "x", PutCondition.Overwrite, CancellationToken.None);

    private Task<int> ReconcileAsync() => platform.Get<OrphanReconciler>().ReconcileAsync(CancellationToken.None);

    private Task<List<DatasetManifest>> VersionsAsync(string dataset) => platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(dataset));

    private async Task<List<string>> KeysAsync() =>
        [.. await platform.KeysAsync(ObjectKeys.ShardPrefix), .. await platform.KeysAsync(ObjectKeys.CataloguePrefix("north")), .. await platform.KeysAsync(ObjectKeys.CataloguePrefix("south"))];

    private async Task SealAsync(string dataset, string uid, params int[] samples)
    {
        var series = new NormalizedSeries(platform.Store, dataset);
        await series.StageAsync(await series.NormalizeAsync(uid, samples));
        await series.EndImportAsync($"i-{uid}", uid);
        Assert.Equal(1, await platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None));
    }
}
