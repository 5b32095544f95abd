using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Catalogue.Lineage;

/// <summary>Which shards a shard took the place of, when patients were withdrawn.</summary>
internal sealed class ShardSuccession(IObjectStore store)
{
    private ILookup<string, string>? predecessors;

    /// <summary>All shards that became this one, directly and through others.</summary>
    public async Task<IReadOnlyList<string>> PredecessorsAsync(string shardId, CancellationToken cancellationToken)
    {
        predecessors ??= await ReadAsync(cancellationToken);
        var found = new List<string>(predecessors[shardId]);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(predecessors[found[i]]);
        }

        return found;
    }

    /// <summary>Positions in a later shard as positions in the one that it took the place of, directly or through others.</summary>
    public async Task<IReadOnlySet<int>> PositionsAsync(string oldId, string laterId, IReadOnlyList<int> positions, CancellationToken cancellationToken)
    {
        var kept = new List<IReadOnlyList<int>>();
        for (var id = oldId; id != laterId;)
        {
            var rewrite = await store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(id), cancellationToken);
            kept.Add(rewrite!.Kept());
            id = rewrite.Replacement!.ShardId;
        }

        return positions.Select(position => Enumerable.Reverse(kept).Aggregate(position, (place, places) => places[place])).ToHashSet();
    }

    private async Task<ILookup<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        var rewrites = await store.ListJsonAsync<ShardRewrite>(ObjectKeys.ShardRewritePrefix, cancellationToken).Where(rewrite => rewrite.Replacement is not null).ToListAsync(cancellationToken);
        return rewrites.ToLookup(rewrite => rewrite.Replacement!.ShardId, rewrite => rewrite.ShardId, StringComparer.Ordinal);
    }
}
