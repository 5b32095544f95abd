using MedSsl.Contracts;

namespace MedSsl.ObjectStorage;

/// <summary>
/// One bucket of objects. A put is all or nothing: a reader sees the whole object or none, also after a power cut.
/// Keys are <c>/</c>-separated, made by <see cref="ObjectKeys"/>; an illegal key is an <see cref="ArgumentException"/>.
/// A store that is away throws <see cref="ObjectStoreUnavailableException"/>, which the bus retries.
/// </summary>
public interface IObjectStore
{
    /// <summary>Name of the bucket.</summary>
    string Bucket { get; }

    /// <summary>What is known of an object; null when it is absent.</summary>
    Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken);

    /// <summary>The content from its start; null when the object is absent. The caller disposes the stream.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// <paramref name="length"/> bytes from <paramref name="offset"/>, fewer where the object ends; null when the object is absent.
    /// </summary>
    Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken);

    /// <summary>
    /// Stores <paramref name="content"/> (seekable, read from its current position to its end) durably. The answer describes the
    /// offered content; <see cref="PutResult.Created"/> is false when <see cref="PutCondition.IfAbsent"/> found an object there,
    /// which is then left as it was.
    /// </summary>
    Task<PutResult> PutAsync(string key, Stream content, string mediaType, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>All objects whose key begins with <paramref name="prefix"/>, in ordinal order of their keys.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes an object; it is no error when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Creates the bucket where it is absent and throws when it cannot be written: used at start and by the health check.</summary>
    Task EnsureReadyAsync(CancellationToken cancellationToken);
}
