using StackExchange.Redis;

namespace MedSsl.Coordination.Redis;

/// <summary>Leases in Redis: a key with the holder's secret that expires by itself.</summary>
internal sealed class RedisLeaseStore(RedisConnection connection) : ILeaseStore
{
    // Both keys of the script carry the same hash tag, so that a cluster keeps them on one node.
    private const string KeyPrefix = "{medssl}:lease:";
    private const string FenceKey = "{medssl}:fence";

    // One counter for all names, so that nothing is left behind per name. Next to counting it follows the server's clock (milliseconds):
    // tokens keep growing when Redis comes back empty, because what earlier holders wrote is in the object store.
    private const string Acquire = """
        if not redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
        local now = redis.call('time')
        local last = tonumber(redis.call('get', KEYS[2]) or '0')
        local token = math.max(last + 1, now[1] * 1000 + math.floor(now[2] / 1000))
        redis.call('set', KEYS[2], string.format('%.0f', token))
        return token
        """;

    private const string Renew = """
        if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('pexpire', KEYS[1], ARGV[2])
        """;

    private const string Release = """
        if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('del', KEYS[1])
        """;

    public async Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var holder = Guid.NewGuid().ToString("N");
        var token = await connection
            .RunAsync(
                $"taking the lease {name}",
                async redis => (long)await redis.ScriptEvaluateAsync(Acquire, [KeyPrefix + name, FenceKey], [holder, Milliseconds(duration)]).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        return token == 0 ? null : new Lease(this, name, holder, token, duration);
    }

    public Task CheckAsync(CancellationToken cancellationToken) =>
        connection.RunAsync("ping", redis => redis.PingAsync(), cancellationToken);

    private Task<bool> RunOnOwnAsync(string operation, string script, Lease lease, RedisValue[] arguments, CancellationToken cancellationToken) =>
        connection.RunAsync(
            $"{operation} the lease {lease.Name}",
            async redis => (long)await redis.ScriptEvaluateAsync(script, [KeyPrefix + lease.Name], arguments).ConfigureAwait(false) == 1,
            cancellationToken
        );

    private static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)duration.TotalMilliseconds);

    private sealed class Lease(RedisLeaseStore store, string name, string holder, long token, TimeSpan duration) : ILease
    {
        public string Name => name;

        public long FencingToken => token;

        public Task<bool> RenewAsync(CancellationToken cancellationToken) =>
            store.RunOnOwnAsync("renewing", Renew, this, [holder, Milliseconds(duration)], cancellationToken);

        public async ValueTask DisposeAsync() =>
            await store.RunOnOwnAsync("releasing", Release, this, [holder], CancellationToken.None).ConfigureAwait(false);
    }
}
