namespace MedSsl.Coordination.Redis;

/// <summary>The shared cache in Redis.</summary>
internal sealed class RedisCache(RedisConnection connection) : IKeyValueCache
{
    private const string KeyPrefix = "medssl:cache:";

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return connection.RunAsync($"get of {key}", async redis => (byte[]?)await redis.StringGetAsync(KeyPrefix + key).ConfigureAwait(false), cancellationToken);
    }

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return connection.RunAsync($"set of {key}", redis => redis.StringSetAsync(KeyPrefix + key, value, lifetime), cancellationToken);
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return connection.RunAsync($"removal of {key}", redis => redis.KeyDeleteAsync(KeyPrefix + key), cancellationToken);
    }
}
