namespace MedSsl.ObjectStorage;

/// <summary>What a listing or a stat says of an object.</summary>
/// <param name="Key">Key inside the bucket.</param>
/// <param name="Bytes">Length of the content in bytes.</param>
/// <param name="LastModified">When it was last written (UTC), by the clock of the store.</param>
public sealed record ObjectInfo(string Key, long Bytes, DateTimeOffset LastModified)
{
    /// <summary>
    /// Whether this is still the object that was seen as <paramref name="other"/>, as far as length and time tell. S3 tells the time to the millisecond in a
    /// listing and to the second in a stat: where one of the two has whole seconds only, the second decides.
    /// </summary>
    public bool IsStill(ObjectInfo other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Key == other.Key && Bytes == other.Bytes
            && (LastModified == other.LastModified
                || ((IsWholeSecond || other.IsWholeSecond) && LastModified.ToUnixTimeSeconds() == other.LastModified.ToUnixTimeSeconds()));
    }

    private bool IsWholeSecond => LastModified.Ticks % TimeSpan.TicksPerSecond == 0;
}
