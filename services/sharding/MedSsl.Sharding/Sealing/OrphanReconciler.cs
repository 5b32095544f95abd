using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Removes shards, their manifests and catalogue files that no version of any dataset names: left by a builder that died or lost the race for a version. Only old
/// ones: a builder writes what it is about to name anew, also when it is there, so a young object may yet be named.
/// </summary>
internal sealed class OrphanReconciler(IObjectStore store, IOptions<ShardingOptions> options, TimeProvider time, ILogger<OrphanReconciler> logger) : IReconciler
{
    private static readonly TimeSpan Spacing = TimeSpan.FromHours(1);

    private DateTimeOffset next;

    public string Name => "orphans";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < next)
        {
            return 0;
        }

        // What there is first, then what is named: a version that comes in between names what was written again, and that is young.
        var unnamed = new HashSet<string>(StringComparer.Ordinal);
        var young = new HashSet<string>(StringComparer.Ordinal);
        var versions = new List<string>();
        var rewritten = new List<string>();
        await foreach (var found in store.ListAsync(ObjectKeys.ShardPrefix, cancellationToken))
        {
            if (found.Key.StartsWith(ObjectKeys.ShardRewritePrefix, StringComparison.Ordinal))
            {
                rewritten.Add(found.Key);
            }
            else
            {
                Add(found);
            }
        }

        await foreach (var found in store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken))
        {
            var dataset = found.Key.Split('/')[1];
            if (found.Key.StartsWith(ObjectKeys.DatasetVersionPrefix(dataset), StringComparison.Ordinal))
            {
                versions.Add(found.Key);
            }
            else if (found.Key.StartsWith(ObjectKeys.CataloguePrefix(dataset), StringComparison.Ordinal))
            {
                Add(found);
            }
        }

        // A manifest is not written again where it is there; the shard beside it is.
        unnamed.RemoveWhere(key => young.Contains(Path.ChangeExtension(key, ".tar")));

        // What is left of a shard in an old version may be named by the record of its rewriting only.
        foreach (var key in rewritten.TakeWhile(_ => unnamed.Count > 0))
        {
            Name(await store.ReadJsonAsync<ShardRewrite>(key, cancellationToken) is { Replacement: { } replacement } ? [replacement] : []);
        }

        // The newest versions first: they name almost everything, and mostly no other need be read.
        foreach (var key in versions.OrderDescending(StringComparer.Ordinal).GroupBy(key => key.Split('/')[1]).SelectMany(group => group.Index()).OrderBy(version => version.Index).Select(version => version.Item))
        {
            if (unnamed.Count > 0 && await store.ReadJsonAsync<DatasetManifest>(key, cancellationToken) is { } version)
            {
                Name(version.Shards);
                unnamed.ExceptWith((version.Catalogue ?? []).SelectMany(part => (string?[])[part.File.Key, part.Keys?.Key]).OfType<string>());
            }
        }

        var removed = 0;
        foreach (var key in unnamed.Order(StringComparer.Ordinal))
        {
            var shard = await store.StatAsync(Path.ChangeExtension(key, ".tar"), cancellationToken);
            if ((shard is null || IsOld(shard)) && await store.StatAsync(key, cancellationToken) is { } still && IsOld(still))
            {
                await store.DeleteAsync(key, cancellationToken);
                Log.OrphanRemoved(logger, key, still.LastModified);
                ShardingMetrics.OrphansRemoved.Inc();
                removed++;
            }
        }

        next = now + Spacing;
        return removed;

        bool IsOld(ObjectInfo found) => now - found.LastModified > options.Value.OrphanAge;

        void Add(ObjectInfo found) => (IsOld(found) ? unnamed : young).Add(found.Key);

        void Name(IEnumerable<DatasetShard> shards) => unnamed.ExceptWith(shards.SelectMany(shard => (string[])[shard.Shard.Key, shard.Manifest.Key]));
    }
}
