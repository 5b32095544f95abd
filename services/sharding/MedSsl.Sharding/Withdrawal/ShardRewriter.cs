using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Writes a shard again without the samples of some patients. Encoded members are copied; the old shard stays until it is removed.</summary>
internal sealed class ShardRewriter(IObjectStore store, ShardBuilder builder, IOptions<HostingOptions> hosting)
{
    /// <summary>Stores the replacement, and then what became of the shard; a shard that was rewritten already is left alone.</summary>
    public async Task RewriteAsync(string shardId, IReadOnlySet<string> patients, CancellationToken cancellationToken)
    {
        // An archive without a manifest is in no dataset version: it is only removed.
        if (await store.StatAsync(ObjectKeys.ShardRewrite(shardId), cancellationToken) is not null
            || await store.ReadJsonWithReferenceAsync<ShardManifest>(ObjectKeys.ShardManifest(shardId), cancellationToken) is not var (manifest, reference))
        {
            return;
        }

        using var spool = new SampleSpool(hosting.Value.CacheFolder);
        await using (var tar = await store.OpenVerifiedAsync(manifest.Shard, cancellationToken))
        {
            foreach (var sample in ShardReader.Read(tar).Where(sample => !patients.Contains(sample.Metadata.PatientId)))
            {
                spool.Add(sample);
            }
        }

        var replacement = spool.Samples.Count == 0 ? null : await builder.PutAsync(manifest.Modality, spool, cancellationToken);
        await store.PutJsonAsync(
            ObjectKeys.ShardRewrite(shardId),
            ShardRewrite.Of(manifest, sample => patients.Contains(sample.PatientId), replacement) with { Digests = [manifest.Shard.Sha256, reference.Sha256] },
            PutCondition.IfAbsent, cancellationToken);
    }
}
