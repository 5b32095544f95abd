namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Counts the values of any number of images, so that quantiles of a whole series need neither its pixels in memory nor their order: one bin per
/// sign, exponent and 15 leading bits of the fraction. Whole numbers below 65,536 have a bin each, so quantiles of stored 16-bit values are
/// exact; others are within 2⁻¹⁵ of their size. Bins come in pages that are allocated when first hit: 16-bit data needs about 4 MB.
/// Zero (background, padding) and what is not finite is not counted.
/// </summary>
public sealed class ValueHistogram
{
    private const int DroppedBits = 8;
    private const int PageBits = 8;
    private readonly long[]?[] _pages = new long[]?[1 << (32 - DroppedBits - PageBits)];

    /// <summary>Values that were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts the values of one image; the cost is one step per value.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsFinite(value) && value != 0)
            {
                var bin = BinOf(value);
                (_pages[bin >> PageBits] ??= new long[1 << PageBits])[bin & ((1 << PageBits) - 1)]++;
                Count++;
            }
        }
    }

    /// <summary>The value below which the fraction lies, interpolated between ranks as NumPy's default does; null when nothing was counted.</summary>
    public double? Quantile(double fraction)
    {
        if (Count == 0)
        {
            return null;
        }

        var position = fraction * (Count - 1);
        var rank = (long)position;
        var lower = Select(rank);
        return position > rank ? lower + ((position - rank) * (Select(rank + 1) - lower)) : lower;
    }

    private double Select(long rank)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            for (var i = 0; _pages[page] is { } bins && i < bins.Length; i++)
            {
                if (rank < bins[i])
                {
                    return ValueOf(((uint)page << PageBits) | (uint)i);
                }

                rank -= bins[i];
            }
        }

        throw new ArgumentOutOfRangeException(nameof(rank), rank, "There are fewer values.");
    }

    // The order-preserving bit pattern, cut towards zero first: so a whole number stays itself on both sides of zero.
    private static uint BinOf(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value) >> DroppedBits << DroppedBits;
        return ((bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000) >> DroppedBits;
    }

    private static double ValueOf(uint bin)
    {
        var ordered = bin << DroppedBits;
        var bits = (ordered & 0x80000000) != 0 ? ordered & 0x7FFFFFFF : ~ordered >> DroppedBits << DroppedBits;
        return BitConverter.UInt32BitsToSingle(bits);
    }
}
