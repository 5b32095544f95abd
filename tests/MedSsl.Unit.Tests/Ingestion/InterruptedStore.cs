using MedSsl.ObjectStorage;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>A store in which somebody else acts right after each put: what another process does between two steps of this one.</summary>
internal sealed class InterruptedStore(IObjectStore store, Func<string, Task> afterPut) : IObjectStore
{
    public string Bucket => store.Bucket;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) => store.StatAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

    public Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken) => store.ReadRangeAsync(key, offset, length, cancellationToken);

    public async Task<PutResult> PutAsync(string key, Stream content, string mediaType, PutCondition condition, CancellationToken cancellationToken)
    {
        var result = await store.PutAsync(key, content, mediaType, condition, cancellationToken);
        await afterPut(key);
        return result;
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => store.EnsureReadyAsync(cancellationToken);
}
