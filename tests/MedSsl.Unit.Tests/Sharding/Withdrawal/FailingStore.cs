using MedSsl.ObjectStorage;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>A store whose process dies at a change: just before it, or just after it and before anybody learns of it.</summary>
internal sealed class FailingStore(IObjectStore store, int failAt, bool afterwards) : IObjectStore
{
    private int changes;

    public string Bucket => store.Bucket;

    public bool HasFailed => changes >= failAt;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) => store.StatAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

    public Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken) => store.ReadRangeAsync(key, offset, length, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => store.EnsureReadyAsync(cancellationToken);

    public async Task<PutResult> PutAsync(string key, Stream content, string mediaType, PutCondition condition, CancellationToken cancellationToken)
    {
        PutResult? result = null;
        await ChangeAsync(async () => result = await store.PutAsync(key, content, mediaType, condition, cancellationToken));
        return result!;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => ChangeAsync(() => store.DeleteAsync(key, cancellationToken));

    private async Task ChangeAsync(Func<Task> change)
    {
        // A dead process changes nothing any more.
        if (++changes > failAt || (changes == failAt && !afterwards))
        {
            throw new ProcessDiedException();
        }

        await change();
        if (changes == failAt)
        {
            throw new ProcessDiedException();
        }
    }
}

internal sealed class ProcessDiedException : Exception;
