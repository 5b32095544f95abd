using MassTransit;
using MedSsl.Catalogue;
using MedSsl.Contracts.Datasets;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

/// <summary>A builder as a process of its own on a shared folder, whose operations on store and bus a test can interrupt.</summary>
internal sealed class Builder : IAsyncDisposable
{
    private readonly TestPlatform platform;

    private Builder(TestPlatform platform) => this.platform = platform;

    public StoreOperations Operations => (StoreOperations)platform.Store;

    /// <summary>What really went out: not what a death before the publishing kept back.</summary>
    public IReadOnlyList<DatasetPublished> Told => platform.Get<BusOperations>().Told;

    public static async Task<Builder> StartAsync(string folder, TimeProvider time, int versionSamples = 50_000)
    {
        var module = ShardingExtensions.Module;
        return new Builder(await TestPlatform.PartsAsync(
            module with
            {
                AddServices = host =>
                {
                    module.AddServices(host);
                    var store = host.Services.Last(service => service.ServiceType == typeof(IObjectStore));
                    host.Services.AddSingleton<IObjectStore>(provider => new StoreOperations((IObjectStore)(store.ImplementationFactory?.Invoke(provider)
                        ?? store.ImplementationInstance ?? ActivatorUtilities.CreateInstance(provider, store.ImplementationType!))));
                    host.Services.AddSingleton(provider => new BusOperations((StoreOperations)provider.GetRequiredService<IObjectStore>()));
                    host.Services.AddPublishObserver(provider => provider.GetRequiredService<BusOperations>());
                },
            },
            folder, time, "--Sharding:ShardBytes=1500", $"--Sharding:VersionSamples={versionSamples}"));
    }

    public Task<int> PassAsync() => platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);

    /// <summary>Stages what its record says is not sealed: also a series whose samples came with others, when a builder died in the middle of a backlog.</summary>
    public Task<int> FindLostAsync() => platform.Get<LostNormalizationReconciler>().ReconcileAsync(CancellationToken.None);

    public Task<List<DatasetManifest>> VersionsAsync() => platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north"));

    /// <summary>The newest version is whole: every sample once in its shards and in its catalogue, and nothing waits.</summary>
    public async Task AssertSealedAsync(int[] samples, string[] imports)
    {
        var versions = await VersionsAsync();
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(version => version.Version));
        foreach (var version in versions)
        {
            var inShards = new List<int>();
            foreach (var shard in version.Shards)
            {
                await using var tar = await platform.Store.OpenVerifiedAsync(shard.Shard, CancellationToken.None);
                inShards.AddRange(ShardReader.Read(tar).Select(sample => sample.Metadata.InstanceNumber));
            }

            var inCatalogue = new List<int>();
            foreach (var part in version.Catalogue!)
            {
                await using var file = await platform.Store.OpenVerifiedAsync(part.File, CancellationToken.None);
                inCatalogue.AddRange(await CatalogueFile.ReadAsync(file).Select(row => row.InstanceNumber).ToListAsync());
            }

            Assert.Equal(inShards.Distinct().Order(), inShards.Order());
            Assert.Equal(inShards.Order(), inCatalogue.Order());
        }

        var newest = versions[^1];
        Assert.Equal(samples.Length, newest.Shards.Sum(shard => shard.SampleCount));
        Assert.Equal(samples, await SamplesOfAsync(newest));
        Assert.Equal(imports, newest.CompletedImports.Order(StringComparer.Ordinal));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.StagedPrefix("north")));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.DatasetUntoldPrefix("north")));
    }

    /// <summary>What was told of is there as it was told.</summary>
    public async Task AssertStandAsync(IEnumerable<DatasetPublished> told)
    {
        foreach (var version in told)
        {
            await platform.Store.ReadVerifiedAsync(version.Manifest, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    private async Task<List<int>> SamplesOfAsync(DatasetManifest version)
    {
        var numbers = new List<int>();
        foreach (var shard in version.Shards)
        {
            numbers.AddRange((await platform.Store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, CancellationToken.None)).Samples.Select(sample => sample.Metadata.InstanceNumber));
        }

        return [.. numbers.Order()];
    }

    private sealed class BusOperations(StoreOperations operations) : IPublishObserver
    {
        private readonly List<DatasetPublished> told = [];

        public IReadOnlyList<DatasetPublished> Told => told;

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => operations.Before($"publish {typeof(T).Name}");

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is DatasetPublished version)
            {
                told.Add(version);
            }

            return operations.After($"publish {typeof(T).Name}");
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
