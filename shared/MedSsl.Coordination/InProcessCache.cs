namespace MedSsl.Coordination;

/// <summary>A cache of one process. Expired entries are removed when the cache has doubled since it last looked.</summary>
public sealed class InProcessCache(TimeProvider time) : IKeyValueCache
{
    private const int SmallestSweep = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _sweepAt = SmallestSweep;

    /// <summary>Entries in memory, expired ones included.</summary>
    internal int Count => _entries.Count;

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var found = _entries.TryGetValue(key, out var entry) && entry.Expires > time.GetUtcNow();
            // A copy: what a caller does to its array must not change the cache.
            return Task.FromResult(found ? entry.Value.ToArray() : null);
        }
    }

    /// <inheritdoc/>
    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _entries[key] = new Entry(value.ToArray(), now + lifetime);
            if (_entries.Count >= _sweepAt)
            {
                foreach (var (expired, _) in _entries.Where(pair => pair.Value.Expires <= now).ToList())
                {
                    _entries.Remove(expired);
                }

                _sweepAt = Math.Max(SmallestSweep, _entries.Count * 2);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _entries.Remove(key);
        }

        return Task.CompletedTask;
    }

    private readonly record struct Entry(byte[] Value, DateTimeOffset Expires);
}
