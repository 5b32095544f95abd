using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MedSsl.Shards;

/// <summary>
/// The reversible transform in front of zstd: each pixel is predicted by the one above (in the first row by the one to the left), the difference
/// modulo 2^16 is zig-zag coded so that small differences of either sign are small numbers, and low and high bytes go to separate planes.
/// A row apart is one constant stride, so a whole image is one flat loop; a predictor that looked sideways would decode serially.
/// </summary>
internal static class ResidualPlanes
{
    /// <summary>Both planes of <paramref name="pixels"/>: the low bytes of all residuals, then the high bytes.</summary>
    public static void Split(ReadOnlySpan<ushort> pixels, int width, Span<byte> planes)
    {
        var low = planes[..pixels.Length];
        var high = planes[pixels.Length..];
        low[0] = (byte)ZigZag(pixels[0]);
        high[0] = (byte)(ZigZag(pixels[0]) >> 8);
        Split(pixels, 1, width, 1, low, high);
        Split(pixels, width, pixels.Length, width, low, high);
    }

    /// <summary>The inverse of <see cref="Split(ReadOnlySpan{ushort}, int, Span{byte})"/>.</summary>
    public static void Join(ReadOnlySpan<byte> planes, int width, Span<ushort> pixels)
    {
        var low = planes[..pixels.Length];
        var high = planes[pixels.Length..];
        pixels[0] = UnZigZag((ushort)(low[0] | (high[0] << 8)));
        Join(low, high, 1, width, 1, pixels);
        Join(low, high, width, pixels.Length, width, pixels);
    }

    private static void Split(ReadOnlySpan<ushort> pixels, int start, int end, int stride, Span<byte> low, Span<byte> high)
    {
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var lowest = ref MemoryMarshal.GetReference(low);
        ref var highest = ref MemoryMarshal.GetReference(high);
        var i = start;
        for (; i <= end - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var first = Residuals(ref source, i, stride);
            var second = Residuals(ref source, i + Vector<ushort>.Count, stride);
            Vector.Narrow(first & new Vector<ushort>(0xFF), second & new Vector<ushort>(0xFF)).StoreUnsafe(ref lowest, (nuint)i);
            Vector.Narrow(first >>> 8, second >>> 8).StoreUnsafe(ref highest, (nuint)i);
        }

        for (; i < end; i++)
        {
            var residual = ZigZag((ushort)(pixels[i] - pixels[i - stride]));
            low[i] = (byte)residual;
            high[i] = (byte)(residual >> 8);
        }
    }

    private static void Join(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, int start, int end, int stride, Span<ushort> pixels)
    {
        ref var lowest = ref MemoryMarshal.GetReference(low);
        ref var highest = ref MemoryMarshal.GetReference(high);
        ref var target = ref MemoryMarshal.GetReference(pixels);
        var i = start;

        // A step writes Vector<byte>.Count pixels and reads as many, one stride back: they must all be there already.
        for (; stride >= Vector<byte>.Count && i <= end - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref lowest, (nuint)i), out var lowFirst, out var lowSecond);
            Vector.Widen(Vector.LoadUnsafe(ref highest, (nuint)i), out var highFirst, out var highSecond);
            Restore(lowFirst | (highFirst << 8), ref target, i, stride);
            Restore(lowSecond | (highSecond << 8), ref target, i + Vector<ushort>.Count, stride);
        }

        for (; i < end; i++)
        {
            pixels[i] = (ushort)(pixels[i - stride] + UnZigZag((ushort)(low[i] | (high[i] << 8))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Residuals(ref ushort source, int i, int stride)
    {
        var difference = Vector.AsVectorInt16(Vector.LoadUnsafe(ref source, (nuint)i) - Vector.LoadUnsafe(ref source, (nuint)(i - stride)));
        return Vector.AsVectorUInt16((difference << 1) ^ (difference >> 15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Restore(Vector<ushort> residual, ref ushort target, int i, int stride)
    {
        var difference = (residual >>> 1) ^ (Vector<ushort>.Zero - (residual & Vector<ushort>.One));
        (difference + Vector.LoadUnsafe(ref target, (nuint)(i - stride))).StoreUnsafe(ref target, (nuint)i);
    }

    private static ushort ZigZag(ushort difference) => (ushort)((difference << 1) ^ ((short)difference >> 15));

    private static ushort UnZigZag(ushort residual) => (ushort)((residual >> 1) ^ -(residual & 1));
}
