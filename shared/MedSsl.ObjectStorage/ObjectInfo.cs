namespace MedSsl.ObjectStorage;

/// <summary>What a listing or a stat says of an object.</summary>
/// <param name="Key">Key inside the bucket.</param>
/// <param name="Bytes">Length of the content in bytes.</param>
/// <param name="LastModified">When it was last written (UTC), by the clock of the store.</param>
public sealed record ObjectInfo(string Key, long Bytes, DateTimeOffset LastModified);
