using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Definitions;

/// <summary>
/// The shards of a definition: those of its sources of which every sample is picked, as they are, and of the others the picked samples, gathered by modality in the order of
/// the sources. Encoded members are copied, never encoded again, and equal picks give equal shards.
/// </summary>
internal sealed class DefinedShards(IObjectStore store, ShardBuilder builder, IOptions<ShardingOptions> options, IOptions<HostingOptions> hosting)
{
    public async Task<(List<DatasetShard> Kept, List<DatasetShard> Written)> MakeAsync(
        string dataset, IEnumerable<DatasetManifest> sources, PickedSamples picked, CancellationToken cancellationToken)
    {
        var touched = sources.SelectMany(source => source.Shards).DistinctBy(shard => shard.ShardId, StringComparer.Ordinal).ToLookup(shard => picked.CountOf(shard.ShardId) switch
        {
            0 => Touch.None,
            var count when count == shard.SampleCount => Touch.Whole,
            _ => Touch.Part,
        });
        foreach (var shard in touched[Touch.Whole])
        {
            if (await store.StatAsync(shard.Shard.Key, cancellationToken) is null)
            {
                throw new ObjectIntegrityException($"Shard {shard.ShardId} is gone.");
            }
        }

        var written = new List<DatasetShard>();
        foreach (var modality in touched[Touch.Part].GroupBy(shard => shard.Modality, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            written.AddRange(await GatherAsync(dataset, modality.Key, modality, picked, cancellationToken));
        }

        return ([.. touched[Touch.Whole]], written);
    }

    private enum Touch
    {
        None,
        Part,
        Whole,
    }

    private async Task<List<DatasetShard>> GatherAsync(string dataset, string modality, IEnumerable<DatasetShard> shards, PickedSamples picked, CancellationToken cancellationToken)
    {
        var written = new List<DatasetShard>();
        var spool = new SampleSpool(hosting.Value.CacheFolder);
        try
        {
            long bytes = 0;
            foreach (var shard in shards)
            {
                var wanted = picked.Of(shard.ShardId);
                await using var tar = await store.OpenVerifiedAsync(shard.Shard, cancellationToken);
                foreach (var sample in ShardReader.Read(tar).Where(sample => wanted.Contains(PickedSamples.Parse(sample.Metadata.Key))))
                {
                    spool.Add(sample);
                    bytes += sample.Payload.Length;
                    if (bytes >= options.Value.ShardBytes)
                    {
                        written.Add(await builder.StoreAsync(dataset, modality, spool, cancellationToken));
                        spool.Dispose();
                        (spool, bytes) = (new SampleSpool(hosting.Value.CacheFolder), 0);
                    }
                }
            }

            if (spool.Samples.Count > 0)
            {
                written.Add(await builder.StoreAsync(dataset, modality, spool, cancellationToken));
            }

            return written;
        }
        finally
        {
            spool.Dispose();
        }
    }
}
