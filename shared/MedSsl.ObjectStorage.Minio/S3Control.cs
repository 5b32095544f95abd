using System.Globalization;
using System.Runtime.CompilerServices;
using Minio;
using Minio.DataModel.Args;
using Minio.Exceptions;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>
/// The control plane: what the SDK does well. It has no time limit of its own that works (neither WithTimeout nor the one of the
/// HttpClient), so that every call gets one here.
/// </summary>
internal sealed class S3Control(IMinioClient client, string bucket, S3Timing timing)
{
    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) =>
        LimitedAsync(
            async token =>
            {
                try
                {
                    var stat = await client.StatObjectAsync(new StatObjectArgs().WithBucket(bucket).WithObject(key), token).ConfigureAwait(false);
                    return new ObjectInfo(key, stat.Size, new DateTimeOffset(stat.LastModified.ToUniversalTime()));
                }
                catch (ObjectNotFoundException)
                {
                    return null;
                }
            },
            cancellationToken
        );

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        LimitedAsync(
            async token =>
            {
                await client.RemoveObjectAsync(new RemoveObjectArgs().WithBucket(bucket).WithObject(key), token).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    /// <summary>True when the bucket was not there before.</summary>
    public Task<bool> EnsureBucketAsync(CancellationToken cancellationToken) =>
        LimitedAsync(
            async token =>
            {
                if (await client.BucketExistsAsync(new BucketExistsArgs().WithBucket(bucket), token).ConfigureAwait(false))
                {
                    return false;
                }

                await client.MakeBucketAsync(new MakeBucketArgs().WithBucket(bucket), token).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    /// <summary>One pass over the objects, page by page.</summary>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arguments = new ListObjectsArgs().WithBucket(bucket).WithPrefix(prefix).WithRecursive(true);
        var items = client.ListObjectsEnumAsync(arguments, limit.Token).GetAsyncEnumerator(limit.Token);
        await using (items.ConfigureAwait(false))
        {
            while (true)
            {
                // The limit is for the store; the caller may take his time between two items.
                limit.CancelAfter(timing.Stall);
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }

                limit.CancelAfter(Timeout.InfiniteTimeSpan);
                var item = items.Current;
                yield return new ObjectInfo(item.Key, checked((long)item.Size), DateTimeOffset.Parse(item.LastModified, CultureInfo.InvariantCulture));
            }
        }
    }

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timing.Stall);
        return await call(limit.Token).ConfigureAwait(false);
    }
}
