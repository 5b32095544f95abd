using MassTransit;
using MedSsl.Catalogue;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Publishes a dataset anew whose newest version names shards that were rewritten. Shards that were not keep their place and identity.</summary>
internal sealed class DatasetReissue(IObjectStore store, DatasetCatalogue versions, IBus bus, IOptions<HostingOptions> hosting, TimeProvider time)
{
    /// <summary>Makes the newest version name no rewritten shard: a new version, or none where that is so already.</summary>
    public async Task ReissueAsync(string dataset, CancellationToken cancellationToken)
    {
        // A builder that lost its lease without noticing may take the number: then its version is the one to make clean.
        while (await versions.NewestAsync(dataset, cancellationToken) is { } newest)
        {
            var replaced = await ReplacedAsync(newest, cancellationToken);
            if (replaced.Count == 0)
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
                Shards = [.. newest.Shards.Select(shard => replaced.GetValueOrDefault(shard.ShardId, shard)).OfType<DatasetShard>()],
                Catalogue = newest.Catalogue is { } parts
                    ? await CatalogueRewrite.ReplaceShardsAsync(store, dataset, parts, manifests, hosting.Value.CacheFolder, cancellationToken)
                    : null,
            };
            await store.PutJsonAsync(ObjectKeys.DatasetVersion(dataset, version.Version), version, PutCondition.IfAbsent, cancellationToken);
        }
    }

    /// <summary>Tells of the newest version of a dataset; telling twice does no harm.</summary>
    public async Task<int?> TellAsync(string dataset, CancellationToken cancellationToken)
    {
        if (await versions.NewestAsync(dataset, cancellationToken) is not { } newest
            || await store.ReadJsonWithReferenceAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, newest.Version), cancellationToken) is not var (version, reference))
        {
            return null;
        }

        await bus.Publish(DatasetReconciler.Event(version, reference), cancellationToken);
        return version.Version;
    }

    private async Task<Dictionary<string, DatasetShard?>> ReplacedAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        var replaced = new Dictionary<string, DatasetShard?>(StringComparer.Ordinal);
        foreach (var shard in version.Shards)
        {
            if (await store.FindRewriteAsync(shard.ShardId, cancellationToken) is { } rewrite)
            {
                replaced[shard.ShardId] = rewrite.Replacement;
            }
        }

        return replaced;
    }
}
