namespace MedSsl.Coordination;

/// <summary>Leases among the parts of one process.</summary>
public sealed class InProcessLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private long _lastToken;

    /// <inheritdoc/>
    public Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_held.TryGetValue(name, out var other) && other.Expires > now)
            {
                return Task.FromResult<ILease?>(null);
            }

            // The clock in it lets tokens grow over restarts of the process, too: what earlier holders wrote is in the object store.
            _lastToken = Math.Max(_lastToken + 1, now.ToUnixTimeMilliseconds());
            _held[name] = new Held(_lastToken, now + duration);
            return Task.FromResult<ILease?>(new Lease(this, name, _lastToken, duration));
        }
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool TryRenew(Lease lease, TimeSpan duration)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!IsHeld(lease, now))
            {
                return false;
            }

            _held[lease.Name] = new Held(lease.FencingToken, now + duration);
            return true;
        }
    }

    private void Release(Lease lease)
    {
        lock (_gate)
        {
            if (IsHeld(lease, DateTimeOffset.MinValue))
            {
                _held.Remove(lease.Name);
            }
        }
    }

    private bool IsHeld(Lease lease, DateTimeOffset at) =>
        _held.TryGetValue(lease.Name, out var held) && held.Token == lease.FencingToken && held.Expires > at;

    private readonly record struct Held(long Token, DateTimeOffset Expires);

    private sealed class Lease(InProcessLeaseStore store, string name, long token, TimeSpan duration) : ILease
    {
        public string Name => name;

        public long FencingToken => token;

        public Task<bool> RenewAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(store.TryRenew(this, duration));
        }

        public ValueTask DisposeAsync()
        {
            store.Release(this);
            return ValueTask.CompletedTask;
        }
    }
}
