using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing;

/// <summary>Manifests of dataset versions and of shards, as the store has them. The newest version is the truth.</summary>
internal sealed class StoredManifests(IObjectStore store)
{
    public Task<DatasetManifest?> NewestAsync(string dataset, CancellationToken cancellationToken) => store.FindNewestVersionAsync(dataset, cancellationToken);

    /// <summary>The samples of a shard: a megabyte for a thousand, so nobody keeps many of them.</summary>
    public Task<ShardManifest> ManifestAsync(DatasetShard shard, CancellationToken cancellationToken) =>
        store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken);
}
