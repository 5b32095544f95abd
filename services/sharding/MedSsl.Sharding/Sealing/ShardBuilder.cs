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
        var samples = new List<EncodedSample>();
        foreach (var series in group)
        {
            await using var bundle = await store.OpenVerifiedAsync(series.Record.Bundle!, cancellationToken);
            samples.AddRange(ShardReader.Read(bundle).Where(sample => content.Add(sample.Metadata)));
        }

        return samples.Count == 0 ? null : await StoreAsync(dataset, group[0].Record.Modality, samples, cancellationToken);
    }

    private async Task<DatasetShard> StoreAsync(string dataset, string modality, List<EncodedSample> samples, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(hosting.Value.CacheFolder);
        await using var tar = new FileStream(
            Path.Combine(hosting.Value.CacheFolder, $"shard-{Guid.CreateVersion7():N}.tar"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        var index = ShardWriter.Write(tar, samples);
        tar.Position = 0;
        var shard = await store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.Overwrite, cancellationToken);
        var manifest = await store.PutJsonAsync(
            ObjectKeys.ShardManifest(index.Id),
            ShardManifest.From(index, modality, shard.Object),
            PutCondition.Overwrite,
            cancellationToken);

        await bus.Publish(
            new ShardSealed
            {
                Dataset = dataset,
                ShardId = index.Id,
                Modality = modality,
                SampleCount = samples.Count,
                Shard = shard.Object,
                Manifest = manifest.Object,
                SealedAt = time.GetUtcNow(),
            }, cancellationToken);
        ShardingMetrics.ShardsSealed.WithLabels(modality).Inc();
        ShardingMetrics.SamplesSealed.WithLabels(modality).Inc(samples.Count);
        return new DatasetShard { ShardId = index.Id, Modality = modality, SampleCount = samples.Count, Shard = shard.Object, Manifest = manifest.Object };
    }
}
