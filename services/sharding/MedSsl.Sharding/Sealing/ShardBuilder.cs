using MassTransit;
using MedSsl.Contracts.Datasets;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>Builds one shard from the bundles of its series; the encoded members are copied, never encoded again.</summary>
internal sealed class ShardBuilder(IObjectStore store, IBus bus, IOptions<HostingOptions> hosting, TimeProvider time)
{
    /// <summary>The new shard; null when every sample of the series was in <paramref name="content"/> already. Adds its samples to it.</summary>
    public async Task<DatasetShard?> BuildAsync(string dataset, IReadOnlyList<StagedSeries> group, SealedContent content, CancellationToken cancellationToken)
    {
        using var spool = new SampleSpool(hosting.Value.CacheFolder);
        var withdrawn = await store.ReadTombstonesAsync(cancellationToken);
        foreach (var series in group)
        {
            await using var bundle = await store.OpenVerifiedAsync(series.Record.Bundle!, cancellationToken);
            foreach (var sample in ShardReader.Read(bundle).Where(sample => !withdrawn.Contains(sample.Metadata.PatientId) && content.Add(sample.Metadata)))
            {
                spool.Add(sample);
            }
        }

        return spool.Samples.Count == 0 ? null : await StoreAsync(dataset, group[0].Record.Modality, spool, cancellationToken);
    }

    /// <summary>Stores a shard and its manifest; doing it again writes the same bytes.</summary>
    public static async Task<DatasetShard> PutAsync(IObjectStore store, string modality, SampleSpool spool, CancellationToken cancellationToken)
    {
        var (tar, index) = spool.Seal();
        await using var file = tar;
        var shard = await store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.Overwrite, cancellationToken);
        var manifest = ShardManifest.From(index, modality, shard.Object);
        var stored = await store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), manifest, PutCondition.Overwrite, cancellationToken);
        return DatasetShard.Of(manifest, stored.Object);
    }

    private async Task<DatasetShard> StoreAsync(string dataset, string modality, SampleSpool spool, CancellationToken cancellationToken)
    {
        var shard = await PutAsync(store, modality, spool, cancellationToken);
        await bus.Publish(
            new ShardSealed
            {
                Dataset = dataset,
                ShardId = shard.ShardId,
                Modality = modality,
                SampleCount = shard.SampleCount,
                Shard = shard.Shard,
                Manifest = shard.Manifest,
                SealedAt = time.GetUtcNow(),
            }, cancellationToken);
        ShardingMetrics.ShardsSealed.WithLabels(modality).Inc();
        ShardingMetrics.SamplesSealed.WithLabels(modality).Inc(shard.SampleCount);
        return shard;
    }
}
