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

            await store.PutJsonAsync(ObjectKeys.DatasetVersion(dataset, version.Version), version, PutCondition.IfAbsent, cancellationToken);
        }
    }

    /// <summary>Tells of the newest version of a dataset; telling twice does no harm.</summary>
    public async Task<int?> TellAsync(string dataset, CancellationToken cancellationToken)
    {
        if (await versions.NewestAsync(dataset, cancellationToken) is not { } newest)
        {
            return null;
        }

        await publisher.TellAgainAsync(dataset, newest.Version, cancellationToken);
        return newest.Version;
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
