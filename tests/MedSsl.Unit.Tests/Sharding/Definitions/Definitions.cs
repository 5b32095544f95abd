using MassTransit;
using MedSsl.Catalogue;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Definitions;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Definitions;

/// <summary>Datasets to define others over, and the parts that do it.</summary>
internal static class Definitions
{
    public static DefineDataset Over(string dataset, params string[] sources) =>
        new() { Dataset = dataset, Definition = new DatasetDefinition { Sources = [.. sources.Select(source => new DatasetSource { Dataset = source })] } };

    /// <summary>Seals a shard of one series.</summary>
    public static async Task SealAsync(TestPlatform platform, string dataset, string series, params int[] samples)
    {
        var normalized = new NormalizedSeries(platform.Store, dataset);
        await normalized.StageAsync(await normalized.NormalizeAsync(series, samples));
        await normalized.EndImportAsync($"i-{series}", series);
        await platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);
    }

    public static async Task<DefinitionOutcome> DefineAsync(TestPlatform platform, DefineDataset command, IObjectStore? store = null, int shardBytes = 256_000_000)
    {
        store ??= platform.Store;
        var (accepted, rejected) = await new DefinitionAcceptance(store, new StoredManifests(store), TimeProvider.System).AcceptAsync(command, CancellationToken.None);
        Assert.True(accepted is not null, string.Join('\n', rejected?.Reasons ?? []));
        var (dataset, digest) = AcceptedDefinition.Parse(accepted.Id);
        var hosting = platform.Get<IOptions<HostingOptions>>();
        var bus = platform.Get<IBus>();
        var options = Options.Create(new ShardingOptions { ShardBytes = shardBytes });
        var shards = new DefinedShards(store, new ShardBuilder(store, bus, hosting, options, TimeProvider.System), options, hosting);
        var execution = new DefinitionExecution(store, shards, new StoredManifests(store), new DatasetPublisher(store, bus, NullLogger<DatasetPublisher>.Instance), hosting, TimeProvider.System);
        return await execution.RunAsync((await store.ReadJsonAsync<AcceptedDefinition>(ObjectKeys.Definition(dataset, digest), CancellationToken.None))!, CancellationToken.None);
    }

    public static async Task<IReadOnlyList<string>> RejectAsync(TestPlatform platform, DefineDataset command)
    {
        var (accepted, rejected) = await platform.Get<DefinitionAcceptance>().AcceptAsync(command, CancellationToken.None);
        Assert.Null(accepted);
        return rejected!.Reasons;
    }

    public static Task<DatasetManifest?> VersionAsync(TestPlatform platform, string dataset, int version) =>
        platform.Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, version), CancellationToken.None);

    /// <summary>Numbers of the samples of a version; each is looked at through its shard, and through its row of the catalogue, whose image must be that of the shard.</summary>
    public static async Task<List<int>> SamplesAsync(TestPlatform platform, DatasetManifest version)
    {
        var images = new Dictionary<string, byte[]>();
        var numbers = new List<int>();
        foreach (var shard in version.Shards)
        {
            await using var tar = await platform.Store.OpenVerifiedAsync(shard.Shard, CancellationToken.None);
            foreach (var sample in ShardReader.Read(tar))
            {
                images.Add(sample.Metadata.Key, sample.Payload.ToArray());
                numbers.Add(sample.Metadata.InstanceNumber);
            }
        }

        var rows = new List<CatalogueRow>();
        foreach (var part in version.Catalogue!)
        {
            await using var file = await platform.Store.OpenVerifiedAsync(part.File, CancellationToken.None);
            rows.AddRange(await CatalogueFile.ReadAsync(file).ToListAsync());
        }

        Assert.Equal(images.Keys.Order(), rows.Select(row => row.Key).Order());
        foreach (var row in rows)
        {
            var image = await platform.Store.ReadRangeAsync(ObjectKeys.Shard(row.ShardId), row.Offset, row.Length, CancellationToken.None);
            Assert.Equal(images[row.Key], image);
            Assert.Contains(version.Shards, shard => shard.ShardId == row.ShardId);
        }

        numbers.Sort();
        return numbers;
    }
}
