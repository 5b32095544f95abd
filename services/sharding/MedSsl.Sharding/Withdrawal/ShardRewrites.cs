using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Records of rewritten shards in the object store.</summary>
internal static class ShardRewrites
{
    /// <summary>The shards that were rewritten, by one listing: few beside all shards of a dataset.</summary>
    public static async Task<IReadOnlySet<string>> ListRewrittenAsync(this IObjectStore store, CancellationToken cancellationToken) =>
        await store.ListAsync(ObjectKeys.ShardRewritePrefix, cancellationToken)
            .Select(found => Path.GetFileNameWithoutExtension(found.Key))
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);

    /// <summary>What a shard became in the end; null when it was not rewritten.</summary>
    public static Task<ShardRewrite?> FindRewriteAsync(this IObjectStore store, string shardId, CancellationToken cancellationToken) =>
        ShardRewrite.ResolveAsync(shardId, id => store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(id), cancellationToken));
}
