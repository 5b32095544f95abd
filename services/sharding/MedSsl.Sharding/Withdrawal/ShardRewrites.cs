using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Records of rewritten shards in the object store.</summary>
internal static class ShardRewrites
{
    /// <summary>What a shard became in the end; null when it was not rewritten.</summary>
    public static Task<ShardRewrite?> FindRewriteAsync(this IObjectStore store, string shardId, CancellationToken cancellationToken) =>
        ShardRewrite.ResolveAsync(shardId, id => store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(id), cancellationToken));
}
