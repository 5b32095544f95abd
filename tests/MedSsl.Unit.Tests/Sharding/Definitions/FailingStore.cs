using MedSsl.ObjectStorage;

namespace MedSsl.Unit.Tests.Sharding.Definitions;

/// <summary>A store that works for so many operations and is away from then on: what a process sees that is killed at that moment, as far as the store can tell.</summary>
internal sealed class FailingStore(IObjectStore store, int operations) : IObjectStore
{
    private int left = operations;

    public string Bucket => store.Bucket;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) => Next().StatAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Next().OpenReadAsync(key, cancellationToken);

    public Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken) => Next().ReadRangeAsync(key, offset, length, cancellationToken);

    public Task<PutResult> PutAsync(string key, Stream content, string mediaType, PutCondition condition, CancellationToken cancellationToken) => Next().PutAsync(key, content, mediaType, condition, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => Next().ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Next().DeleteAsync(key, cancellationToken);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => Next().EnsureReadyAsync(cancellationToken);

    private IObjectStore Next() => Interlocked.Decrement(ref left) >= 0 ? store : throw new ObjectStoreUnavailableException("the store is away, as the test wants it");
}
