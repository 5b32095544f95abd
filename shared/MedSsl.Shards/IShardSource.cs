using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>Where shards and their manifests come from: the port of this library to an object store.</summary>
public interface IShardSource
{
    /// <summary>Opens the object for reading from its first byte. It need not verify the digest: the caller does.</summary>
    Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct);
}
