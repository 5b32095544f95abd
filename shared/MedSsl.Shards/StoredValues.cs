using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MedSsl.Imaging;

namespace MedSsl.Shards;

/// <summary>How image values become the 16-bit numbers of a shard and come back: <c>value = stored × Scale + Offset</c>.</summary>
/// <param name="Scale">One step of the stored numbers.</param>
/// <param name="Offset">Value of a stored 0.</param>
public readonly record struct StoredValues(double Scale, double Offset)
{
    /// <summary>
    /// Of normalized images: they have mean 0 and lie well inside ±2 (images in [0, 1], band gains near 1), so that one step is 6·10⁻⁵, far below the
    /// noise of any detector. What lies outside is clipped.
    /// </summary>
    public static StoredValues Normalized { get; } = new(4.0 / ushort.MaxValue, -2);

    /// <summary>Of prepared images and volumes: [0, 1].</summary>
    public static StoredValues Unit { get; } = new(1.0 / ushort.MaxValue, 0);

    /// <summary>The nearest stored numbers, clipped to what 16 bits hold.</summary>
    public ushort[] Quantize(float[] values)
    {
        var (scale, offset) = this;
        return Array.ConvertAll(values, value => (ushort)Math.Clamp(Math.Round((value - offset) / scale), 0, ushort.MaxValue));
    }

    /// <summary>The values of a stored image.</summary>
    public GrayImage Restore(SampleImage stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Restore(stored.Pixels, stored.Width, stored.Height);
    }

    /// <summary>The values of stored pixels, row by row.</summary>
    public GrayImage Restore(ReadOnlySpan<ushort> stored, int width, int height)
    {
        var values = GC.AllocateUninitializedArray<float>(stored.Length);
        Restore(stored, values);
        return new GrayImage(width, height, values);
    }

    /// <summary>
    /// In double precision and rounded once, four at a time where the processor can: every sample of every epoch passes here, and this took as long as decoding.
    /// </summary>
    private void Restore(ReadOnlySpan<ushort> stored, Span<float> values)
    {
        var (scale, offset) = this;
        var i = 0;
        if (Avx.IsSupported && Sse41.IsSupported)
        {
            var (scales, offsets) = (Vector256.Create(scale), Vector256.Create(offset));
            for (; i <= stored.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(in stored[i]));
                Four(low).StoreUnsafe(ref values[i]);
                Four(high).StoreUnsafe(ref values[i + Vector128<uint>.Count]);
            }

            Vector128<float> Four(Vector128<uint> numbers) => Avx.ConvertToVector128Single((Avx.ConvertToVector256Double(numbers.AsInt32()) * scales) + offsets);
        }

        for (; i < stored.Length; i++)
        {
            values[i] = (float)((stored[i] * scale) + offset);
        }
    }

    /// <summary>Clips values to those that can be stored, as <see cref="Quantize"/> does.</summary>
    public void Clip(Span<float> values)
    {
        var (low, high) = ((float)Offset, (float)((ushort.MaxValue * Scale) + Offset));
        foreach (ref var value in values)
        {
            value = Math.Clamp(value, low, high);
        }
    }
}
