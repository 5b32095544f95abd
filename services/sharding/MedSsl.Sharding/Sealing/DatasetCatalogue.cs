using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing;

/// <summary>What the store says of a dataset. The newest version is the truth.</summary>
internal sealed class DatasetCatalogue(IObjectStore store)
{
    public async Task<DatasetManifest?> NewestAsync(string dataset, CancellationToken cancellationToken)
    {
        string? newest = null;
        await foreach (var version in store.ListAsync(ObjectKeys.DatasetVersionPrefix(dataset), cancellationToken))
        {
            newest = version.Key;
        }

        return newest is null ? null : await store.ReadJsonAsync<DatasetManifest>(newest, cancellationToken);
    }

    /// <summary>The samples of a shard: a megabyte for a thousand, so nobody keeps many of them.</summary>
    public Task<ShardManifest> ManifestAsync(DatasetShard shard, CancellationToken cancellationToken) =>
        store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken);
}
