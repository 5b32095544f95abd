using System.Collections.Concurrent;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing;

/// <summary>What is sealed in a dataset. The newest version is the truth; shard manifests never change and are read once.</summary>
internal sealed class DatasetCatalogue(IObjectStore store)
{
    private readonly ConcurrentDictionary<string, ShardManifest> manifests = new(StringComparer.Ordinal);

    public async Task<DatasetManifest?> NewestAsync(string dataset, CancellationToken cancellationToken)
    {
        string? newest = null;
        await foreach (var version in store.ListAsync(ObjectKeys.DatasetVersionPrefix(dataset), cancellationToken))
        {
            newest = version.Key;
        }

        return newest is null ? null : await store.ReadJsonAsync<DatasetManifest>(newest, cancellationToken);
    }

    public async Task<SealedContent> ContentAsync(DatasetManifest? version, CancellationToken cancellationToken)
    {
        var content = new SealedContent();
        foreach (var shard in version?.Shards ?? [])
        {
            content.Add(await ManifestAsync(shard, cancellationToken));
        }

        return content;
    }

    public async Task<ShardManifest> ManifestAsync(DatasetShard shard, CancellationToken cancellationToken)
    {
        if (!manifests.TryGetValue(shard.ShardId, out var manifest))
        {
            manifest = await store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken);
            manifests[shard.ShardId] = manifest;
        }

        return manifest;
    }
}
