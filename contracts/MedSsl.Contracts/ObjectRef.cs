namespace MedSsl.Contracts;

/// <summary>
/// A claim check: names an object in the store, so that no payload travels on the bus. The reader verifies
/// <see cref="Sha256"/> before it believes a byte.
/// </summary>
public sealed record ObjectRef
{
    /// <summary>Bucket that holds the object.</summary>
    public required string Bucket { get; init; }

    /// <summary>Key inside the bucket.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the content, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Media type, for example <c>application/json</c>.</summary>
    public required string MediaType { get; init; }
}
