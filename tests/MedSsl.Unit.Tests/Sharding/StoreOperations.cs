using MedSsl.ObjectStorage;

namespace MedSsl.Unit.Tests.Sharding;

/// <summary>
/// An object store whose every operation can be interrupted: <see cref="Before"/> and <see cref="After"/> are called with the operation, in the order in which they
/// happen, and may throw as a process would die there, or let somebody else work meanwhile.
/// </summary>
internal sealed class StoreOperations(IObjectStore inner) : IObjectStore
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    public string Bucket => inner.Bucket;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) => AroundAsync($"stat {key}", () => inner.StatAsync(key, cancellationToken));

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => AroundAsync($"read {key}", () => inner.OpenReadAsync(key, cancellationToken));

    public Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken) =>
        AroundAsync($"range {key}", () => inner.ReadRangeAsync(key, offset, length, cancellationToken));

    public Task<PutResult> PutAsync(string key, Stream content, string mediaType, PutCondition condition, CancellationToken cancellationToken) =>
        AroundAsync($"put {key}", () => inner.PutAsync(key, content, mediaType, condition, cancellationToken));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var found in await AroundAsync($"list {prefix}", () => inner.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken).AsTask()))
        {
            yield return found;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => AroundAsync($"delete {key}", async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return true;
    });

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => inner.EnsureReadyAsync(cancellationToken);

    private async Task<T> AroundAsync<T>(string operation, Func<Task<T>> work)
    {
        await Before(operation);
        var result = await work();
        await After(operation);
        return result;
    }
}
