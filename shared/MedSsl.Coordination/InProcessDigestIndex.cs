namespace MedSsl.Coordination;

/// <summary>The index of one process: in memory, empty at each start, about 40 bytes an entry. A full one begins anew.</summary>
public sealed class InProcessDigestIndex : IDigestIndex
{
    private const int MostEntries = 16 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<(uint Bucket, ulong Name), ulong> _entries = [];
    private volatile bool _isFilled;

    /// <inheritdoc/>
    public Task<DigestMatch> FindAsync(string name, string digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = DigestIndexEntry.Of(name, digest);
        lock (_gate)
        {
            return Task.FromResult(!_entries.TryGetValue((entry.Bucket, entry.Name), out var known) ? DigestMatch.Absent
                : known == entry.Digest ? DigestMatch.Same
                : DigestMatch.Other);
        }
    }

    /// <inheritdoc/>
    public Task SetAsync(string name, string digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = DigestIndexEntry.Of(name, digest);
        lock (_gate)
        {
            if (_entries.Count >= MostEntries)
            {
                _entries.Clear();
            }

            _entries[(entry.Bucket, entry.Name)] = entry.Digest;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> IsFilledAsync(CancellationToken cancellationToken) => Task.FromResult(_isFilled);

    /// <inheritdoc/>
    public Task MarkFilledAsync(CancellationToken cancellationToken)
    {
        _isFilled = true;
        return Task.CompletedTask;
    }
}
