namespace MedSsl.Metrics;

/// <summary>
/// Steele, Lea and Flood 2014: a small generator that gives the same numbers on every machine. This library stands on the base class library alone,
/// whose seeded generator does not promise that.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>Uniform from 0 to <paramref name="exclusiveMax"/>. Its bias is below exclusiveMax / 2^64.</summary>
    public int Next(int exclusiveMax) => (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);

    private ulong NextUInt64()
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
