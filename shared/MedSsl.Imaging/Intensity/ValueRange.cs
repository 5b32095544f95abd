namespace MedSsl.Imaging.Intensity;

/// <summary>Linear maps of value ranges, and exact ranks.</summary>
internal static class ValueRange
{
    private const int Buckets = 1 << 16;

    /// <summary>Maps [<paramref name="low"/>, <paramref name="high"/>] in place to [0, 1] and clips; an empty range and what is not a number give 0.</summary>
    public static void Map(Span<float> values, double low, double high) => VectorMath.MapToUnit(values, low, high > low ? 1 / (high - low) : 0);

    /// <summary>
    /// The value below which the fraction <paramref name="fraction"/> of the finite values lies, interpolated between ranks as NumPy's default does;
    /// null when none is finite (or, with <paramref name="ignoreZeros"/>, finite and not zero).
    /// </summary>
    public static double? Quantile(ReadOnlySpan<float> values, double fraction, bool ignoreZeros = false)
    {
        // Radix selection on the order-preserving bit pattern: exact, linear, and no input makes it quadratic.
        var high = new int[Buckets];
        var count = 0;
        foreach (var value in values)
        {
            if (Counts(value, ignoreZeros))
            {
                high[Ordered(value) >> 16]++;
                count++;
            }
        }

        if (count == 0)
        {
            return null;
        }

        var position = fraction * (count - 1);
        var rank = (int)position;
        var lower = Select(values, high, rank, ignoreZeros);
        return rank + 1 < count && position > rank
            ? lower + ((position - rank) * (Select(values, high, rank + 1, ignoreZeros) - lower))
            : lower;
    }

    private static double Select(ReadOnlySpan<float> values, int[] high, int rank, bool ignoreZeros)
    {
        var prefix = Find(high, ref rank);
        var low = new int[Buckets];
        foreach (var value in values)
        {
            if (Counts(value, ignoreZeros) && Ordered(value) >> 16 == prefix)
            {
                low[Ordered(value) & 0xFFFF]++;
            }
        }

        var bits = ((uint)prefix << 16) | (uint)Find(low, ref rank);
        return BitConverter.UInt32BitsToSingle((bits & 0x80000000) != 0 ? bits & 0x7FFFFFFF : ~bits);
    }

    private static int Find(int[] histogram, ref int rank)
    {
        var bucket = 0;
        while (rank >= histogram[bucket])
        {
            rank -= histogram[bucket++];
        }

        return bucket;
    }

    private static bool Counts(float value, bool ignoreZeros) => float.IsFinite(value) && !(ignoreZeros && value == 0);

    private static uint Ordered(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
