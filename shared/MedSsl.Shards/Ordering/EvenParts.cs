namespace MedSsl.Shards.Ordering;

/// <summary>
/// <paramref name="Count"/> things in a row cut into <paramref name="Parts"/> parts whose sizes differ by one at most; part p begins at ⌊p · Count / Parts⌋.
/// Both are below 2^31, so that no product overflows.
/// </summary>
internal readonly record struct EvenParts(long Count, long Parts)
{
    /// <summary>Where a part begins; that of <see cref="Parts"/> is the end.</summary>
    public long Start(long part) => part * Count / Parts;

    /// <summary>The part of a thing: the last one that begins at or before it.</summary>
    public long Of(long index) => (((index + 1) * Parts) - 1) / Count;
}
