using System.Globalization;
using StackExchange.Redis;

namespace MedSsl.Coordination.Redis;

/// <summary>The shared index in Redis: one hash a bucket, so that entries share the cost of a key.</summary>
internal sealed class RedisDigestIndex(RedisConnection connection, int buckets = DigestIndexEntry.UsualBuckets) : IDigestIndex
{
    private const string KeyPrefix = "medssl:index:";
    private const string FilledKey = KeyPrefix + "filled";

    public Task<DigestMatch> FindAsync(string name, string digest, CancellationToken cancellationToken)
    {
        var entry = DigestIndexEntry.Of(name, digest, buckets);
        return connection.RunAsync("look into the index", async redis =>
        {
            var known = await redis.HashGetAsync(Key(entry), DigestIndexEntry.Bytes(entry.Name)).ConfigureAwait(false);
            return known.IsNull ? DigestMatch.Absent : known == DigestIndexEntry.Bytes(entry.Digest) ? DigestMatch.Same : DigestMatch.Other;
        }, cancellationToken);
    }

    public Task SetAsync(string name, string digest, CancellationToken cancellationToken)
    {
        var entry = DigestIndexEntry.Of(name, digest, buckets);
        return connection.RunAsync("entry into the index",
            redis => redis.HashSetAsync(Key(entry), DigestIndexEntry.Bytes(entry.Name), DigestIndexEntry.Bytes(entry.Digest)), cancellationToken);
    }

    public Task<bool> IsFilledAsync(CancellationToken cancellationToken) =>
        connection.RunAsync("look at the index", redis => redis.KeyExistsAsync(FilledKey), cancellationToken);

    public Task MarkFilledAsync(CancellationToken cancellationToken) =>
        connection.RunAsync("mark of the index", redis => redis.StringSetAsync(FilledKey, true), cancellationToken);

    private static string Key(DigestIndexEntry entry) => KeyPrefix + entry.Bucket.ToString("x", CultureInfo.InvariantCulture);
}
