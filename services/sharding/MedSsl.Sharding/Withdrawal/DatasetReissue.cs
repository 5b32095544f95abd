using MedSsl.Catalogue;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Publishes a dataset anew whose newest version names shards that were rewritten. Shards that were not keep their place and identity.</summary>
internal sealed class DatasetReissue(IObjectStore store, StoredManifests versions, DatasetPublisher publisher, IOptions<HostingOptions> hosting, TimeProvider time)
{
    /// <summary>Makes the newest version name no rewritten shard and no label of the patient: a new version, or none where that is so already.</summary>
    public async Task ReissueAsync(string dataset, PatientFindings patient, CancellationToken cancellationToken)
    {
        // A builder that lost its lease without noticing may take the number: then its version is the one to make clean.
        while (await versions.NewestAsync(dataset, cancellationToken) is { } newest)
        {
            var replaced = await ReplacedAsync(newest, cancellationToken);
            var labels = newest.Labels is { } tables ? await PatientLabels.WithoutAsync(store, dataset, tables, patient, cancellationToken) : null;
            if (replaced.Count == 0 && labels == newest.Labels)
            {
                return;
            }

            var manifests = new Dictionary<string, ShardManifest?>(StringComparer.Ordinal);
            foreach (var (id, replacement) in replaced)
            {
                manifests[id] = replacement is null ? null : await versions.ManifestAsync(replacement, cancellationToken);
            }

            var version = newest with
            {
                Version = newest.Version + 1,
                CreatedAt = time.GetUtcNow(),
                Labels = labels,
                Shards = [.. newest.Shards.Select(shard => replaced.GetValueOrDefault(shard.ShardId, shard)).OfType<DatasetShard>()],
                Catalogue = newest.Catalogue is { } parts
                    ? await CatalogueRewrite.ReplaceShardsAsync(store, dataset, parts, manifests, hosting.Value.CacheFolder, cancellationToken)
                    : null,
            };

            // The index of what is sealed has digests of the patient's samples; a builder makes it anew from the shards. First, for after the version nothing is left to do.
            await foreach (var file in store.ListAsync(ObjectKeys.MembershipPrefix(dataset), cancellationToken))
            {
                await store.DeleteAsync(file.Key, cancellationToken);
            }

            await publisher.PublishAsync(version, cancellationToken);
        }
    }

    /// <summary>The newest version of a dataset; null when it has none. It is told of, also where whoever published it died before that.</summary>
    public async Task<int?> TellAsync(string dataset, CancellationToken cancellationToken)
    {
        await publisher.TellLostAsync(dataset, cancellationToken);
        return (await versions.NewestAsync(dataset, cancellationToken))?.Version;
    }

    private async Task<Dictionary<string, DatasetShard?>> ReplacedAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        var rewritten = await store.ListRewrittenAsync(cancellationToken);
        var replaced = new Dictionary<string, DatasetShard?>(StringComparer.Ordinal);
        foreach (var shard in version.Shards.Where(shard => rewritten.Contains(shard.ShardId)))
        {
            if (await store.FindRewriteAsync(shard.ShardId, cancellationToken) is { } rewrite)
            {
                replaced[shard.ShardId] = rewrite.Replacement;
            }
        }

        return replaced;
    }
}
