using MedSsl.Catalogue;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>The catalogue of a version that is about to be published: that of the one before it, and the samples of its new shards.</summary>
internal sealed class CatalogueBuilder(IObjectStore store, StoredManifests manifests, IOptions<HostingOptions> hosting, IOptions<ShardingOptions> options)
{
    public async Task<IReadOnlyList<CataloguePart>> BuildAsync(string dataset, DatasetManifest? newest, IReadOnlyList<DatasetShard> added, CancellationToken cancellationToken)
    {
        var parts = newest?.Catalogue ?? [];
        var rows = new CatalogueRows();

        // A version from before there was a catalogue: its samples are missing too, and may be more than memory holds.
        foreach (var shard in newest is { Catalogue: null } ? newest.Shards.Concat(added) : added)
        {
            if (rows.All.Count >= options.Value.VersionSamples)
            {
                parts = await AppendAsync(dataset, parts, rows, cancellationToken);
                rows = new CatalogueRows();
            }

            rows.Add(shard.ShardId, (await manifests.ManifestAsync(shard, cancellationToken)).Samples);
        }

        return await AppendAsync(dataset, parts, rows, cancellationToken);
    }

    private Task<IReadOnlyList<CataloguePart>> AppendAsync(string dataset, IReadOnlyList<CataloguePart> parts, CatalogueRows rows, CancellationToken cancellationToken) =>
        CatalogueParts.AppendAsync(store, dataset, parts, rows.All, hosting.Value.CacheFolder, cancellationToken);
}
