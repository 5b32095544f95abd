using MedSsl.Contracts;
using MedSsl.ObjectStorage;

namespace MedSsl.Shards;

/// <summary>Shards of an object store.</summary>
public sealed class StoredShards(IObjectStore store) : IShardSource
{
    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await store.OpenReadAsync(reference.Key, ct).ConfigureAwait(false) ?? throw Absent(reference);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadRangeAsync(ObjectRef reference, long offset, int length, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await store.ReadRangeAsync(reference.Key, offset, length, ct).ConfigureAwait(false) ?? throw Absent(reference);
    }

    /// <inheritdoc/>
    public Task<ShardRewrite?> FindRewriteAsync(string shardId, CancellationToken ct) => store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(shardId), ct);

    private static InvalidDataException Absent(ObjectRef reference) =>
        new($"The object {reference.Bucket}/{reference.Key} is not in the store, but a dataset names it. Restore it from a backup.");
}
