using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>Builds one shard from the bundles of its series; the encoded members are copied, never encoded again.</summary>
internal sealed class ShardBuilder(IObjectStore store, IBus bus, IOptions<HostingOptions> hosting, IOptions<ShardingOptions> options, TimeProvider time)
{
    /// <summary>The new shard; null when every sample of the series was in <paramref name="content"/> already. Adds its samples to it.</summary>
    public async Task<DatasetShard?> BuildAsync(string dataset, IReadOnlyList<StagedSeries> group, SealedContent content, CancellationToken cancellationToken)
    {
        using var spool = new SampleSpool(hosting.Value.CacheFolder);
        var withdrawn = await store.ReadTombstonesAsync(cancellationToken);
        foreach (var series in group)
        {
            await using var bundle = await store.OpenVerifiedAsync(series.Record.Bundle!, cancellationToken);
            foreach (var sample in ShardReader.Read(bundle).Where(sample => !withdrawn.Contains(sample.Metadata.PatientId)))
            {
                spool.Add(options.Value.Png16 ? sample with { Png = Png16.Encode(SampleCodec.Decode(sample.Payload.Span)) } : sample);
            }
        }

        spool.Keep(await content.NewAmongAsync(spool.Samples, cancellationToken));
        content.Add(spool.Samples);
        return spool.Samples.Count == 0 ? null : await StoreAsync(dataset, group[0].Record.Modality, spool, cancellationToken);
    }

    /// <summary>The shard of what a spool holds: stored with its manifest, then told.</summary>
    public async Task<DatasetShard> StoreAsync(string dataset, string modality, SampleSpool spool, CancellationToken cancellationToken)
    {
        var shard = await PutAsync(modality, spool, cancellationToken);
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

    /// <summary>Stores the shard of what a spool holds and its manifest; doing it again writes the same bytes.</summary>
    public async Task<DatasetShard> PutAsync(string modality, SampleSpool spool, CancellationToken cancellationToken)
    {
        var (tar, index) = spool.Seal();
        await using var file = tar;
        var shard = await store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.Overwrite, cancellationToken);
        var (manifest, stored) = await DescribeAsync(ShardManifest.From(index, modality, shard.Object), cancellationToken);
        return DatasetShard.Of(manifest, stored);
    }

    /// <summary>
    /// The manifest that is there already, where there is one: another dataset may have this very shard, described by an older version of the software, and what its
    /// versions name never changes.
    /// </summary>
    private async Task<(ShardManifest Manifest, ObjectRef Stored)> DescribeAsync(ShardManifest manifest, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.ShardManifest(manifest.Id);
        var put = await store.PutJsonAsync(key, manifest, PutCondition.IfAbsent, cancellationToken);
        return put.Created ? (manifest, put.Object)
            : await store.ReadJsonWithReferenceAsync<ShardManifest>(key, cancellationToken) is var (there, stored) && there.Shard == manifest.Shard ? (there, stored)
            : throw new ObjectIntegrityException($"The object {store.Bucket}/{key} does not describe {manifest.Shard.Key} with SHA-256 {manifest.Shard.Sha256}, or went meanwhile. If no dataset version names it, delete it.");
    }
}
