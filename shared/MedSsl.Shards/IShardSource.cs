using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>Where shards and their manifests come from: what this library needs of an object store.</summary>
public interface IShardSource
{
    /// <summary>Opens the object for reading from its first byte. It need not verify the digest: the caller does.</summary>
    /// <exception cref="InvalidDataException">The object is not there.</exception>
    Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct);

    /// <summary><paramref name="length"/> bytes of the object from <paramref name="offset"/>, fewer where it ends; not verified.</summary>
    /// <exception cref="InvalidDataException">The object is not there.</exception>
    Task<byte[]> ReadRangeAsync(ObjectRef reference, long offset, int length, CancellationToken ct);

    /// <summary>What became of a shard that samples of a withdrawn patient were taken out of; null where none were.</summary>
    Task<ShardRewrite?> FindRewriteAsync(string shardId, CancellationToken ct);
}
