namespace MedSsl.Coordination;

/// <summary>A shared cache of small values. Every entry expires; the object store can rebuild all of it.</summary>
public interface IKeyValueCache
{
    /// <summary>The value; null when it is absent or expired.</summary>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores a value for <paramref name="lifetime"/> (&gt; 0).</summary>
    Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Removes a value; it is no error when there is none.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);
}
