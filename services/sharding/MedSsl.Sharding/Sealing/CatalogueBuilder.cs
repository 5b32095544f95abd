using MedSsl.Catalogue;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>The catalogue of a version that is about to be published: that of the one before it, and the samples of its new shards.</summary>
internal sealed class CatalogueBuilder(IObjectStore store, StoredManifests manifests, IOptions<HostingOptions> hosting)
{
    private const int ShardsAtOnce = 32;

    public async Task<IReadOnlyList<CataloguePart>> BuildAsync(string dataset, DatasetManifest? newest, IReadOnlyList<DatasetShard> added, CancellationToken cancellationToken)
    {
        // A version from before there was a catalogue: its samples are missing too, and may be more than memory holds.
        var missing = newest is { Catalogue: null } ? newest.Shards.Concat(added) : added;
        var parts = newest?.Catalogue ?? [];
        foreach (var shards in missing.Chunk(ShardsAtOnce))
        {
            var rows = new List<CatalogueRow>();
            foreach (var shard in shards)
            {
                var manifest = await manifests.ManifestAsync(shard, cancellationToken);
                rows.AddRange(manifest.Samples.Select(sample => CatalogueRow.Of(shard.ShardId, sample)));
            }

            parts = await CatalogueParts.AppendAsync(store, dataset, parts, rows, hosting.Value.CacheFolder, cancellationToken);
        }

        return parts;
    }
}
