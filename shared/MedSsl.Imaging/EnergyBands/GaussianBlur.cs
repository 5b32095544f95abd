using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Separable Gaussian low-pass: sampled kernel cut at 4 sigma and normalised, half-sample symmetric reflection at the border (... c b a | a b c ...),
/// repeated where the kernel is longer than the image. Wrapping would put 2 to 19 % more energy into the bands of a radiograph.
/// </summary>
/// <remarks>
/// Both axes run through one inner loop on padded lines: neighbours lie 1 apart along a row and one tile width apart down a column. Columns are
/// copied to narrow tiles first, because rows of a wide image that lie a power of two apart would evict each other from the cache.
/// </remarks>
internal sealed class GaussianBlur
{
    private const double Reach = 4; // in sigma; 3 misplaces 0.5 % of a band's energy, 4 only 0.015 %
    private const int Unroll = 4; // independent sums, enough to hide the latency of a fused multiply-add

    private static readonly int Block = Unroll * Vector<float>.Count;

    private readonly float[] taps; // taps[j] weighs both neighbours at distance j

    /// <summary>A blur of <paramref name="sigma"/> pixels.</summary>
    public GaussianBlur(double sigma)
    {
        var radius = (int)((Reach * sigma) + 0.5);
        var weights = new double[radius + 1];
        var sum = 0.0;
        for (var j = 0; j <= radius; j++)
        {
            weights[j] = Math.Exp(-0.5 * j * j / (sigma * sigma));
            sum += j == 0 ? weights[j] : 2 * weights[j];
        }

        taps = Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    private int Radius => taps.Length - 1;

    /// <summary>Writes the blurred <paramref name="source"/> to <paramref name="destination"/>; both may be the same image.</summary>
    public void Apply(GrayImage source, GrayImage destination)
    {
        Rows(source, destination);
        Columns(destination);
    }

    private void Rows(GrayImage source, GrayImage destination)
    {
        var width = source.Width;
        var rounded = RoundUp(width);
        var buffer = ArrayPool<float>.Shared.Rent((2 * Radius) + (2 * rounded));
        var padded = buffer.AsSpan(0, (2 * Radius) + rounded);
        var output = buffer.AsSpan(padded.Length, rounded);
        padded.Clear();
        for (var y = 0; y < source.Height; y++)
        {
            source.Row(y).CopyTo(padded[Radius..]);
            for (var j = 1; j <= Radius; j++)
            {
                padded[Radius - j] = padded[Radius + Reflect(-j, width)];
                padded[Radius + width - 1 + j] = padded[Radius + Reflect(width - 1 + j, width)];
            }

            for (var x = 0; x < width; x += Block)
            {
                Convolve(ref padded[Radius + x], 1, ref output[x]);
            }

            output[..width].CopyTo(destination.Row(y));
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private void Columns(GrayImage image)
    {
        var height = image.Height;
        var buffer = ArrayPool<float>.Shared.Rent((height + (2 * Radius) + 1) * Block);
        var tile = buffer.AsSpan(0, (height + (2 * Radius)) * Block);
        var output = buffer.AsSpan(tile.Length, Block);
        tile.Clear();
        for (var x = 0; x < image.Width; x += Block)
        {
            var columns = Math.Min(Block, image.Width - x);
            for (var y = -Radius; y < height + Radius; y++)
            {
                image.Row(Reflect(y, height)).Slice(x, columns).CopyTo(tile[((y + Radius) * Block)..]);
            }

            for (var y = 0; y < height; y++)
            {
                Convolve(ref tile[(y + Radius) * Block], Block, ref output[0]);
                output[..columns].CopyTo(image.Row(y)[x..]);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>One block of outputs: out = t0 p(0) + sum over j of tj (p(-j) + p(+j)), p(j) lying j * <paramref name="stride"/> from <paramref name="center"/>.</summary>
    /// <remarks>The caller guarantees Radius * stride readable values before, and Block + Radius * stride from, the centre.</remarks>
    private void Convolve(ref float center, int stride, ref float output)
    {
        ref var tap = ref MemoryMarshal.GetArrayDataReference(taps);
        var vector = Vector<float>.Count;
        var middle = new Vector<float>(tap);
        var a = middle * Vector.LoadUnsafe(ref center);
        var b = middle * Vector.LoadUnsafe(ref center, (nuint)vector);
        var c = middle * Vector.LoadUnsafe(ref center, (nuint)(2 * vector));
        var d = middle * Vector.LoadUnsafe(ref center, (nuint)(3 * vector));
        ref var before = ref center;
        ref var after = ref center;
        for (var j = 1; j < taps.Length; j++)
        {
            before = ref Unsafe.Subtract(ref before, stride);
            after = ref Unsafe.Add(ref after, stride);
            var weight = new Vector<float>(Unsafe.Add(ref tap, j));
            a = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before) + Vector.LoadUnsafe(ref after), a);
            b = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)vector) + Vector.LoadUnsafe(ref after, (nuint)vector), b);
            c = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)(2 * vector)) + Vector.LoadUnsafe(ref after, (nuint)(2 * vector)), c);
            d = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)(3 * vector)) + Vector.LoadUnsafe(ref after, (nuint)(3 * vector)), d);
        }

        a.StoreUnsafe(ref output);
        b.StoreUnsafe(ref output, (nuint)vector);
        c.StoreUnsafe(ref output, (nuint)(2 * vector));
        d.StoreUnsafe(ref output, (nuint)(3 * vector));
    }

    private static int RoundUp(int width) => (width + Block - 1) / Block * Block;

    /// <summary>The index inside 0 .. length - 1 that a mirror at each border shows at <paramref name="index"/>.</summary>
    private static int Reflect(int index, int length)
    {
        var period = 2 * length;
        var place = ((index % period) + period) % period;
        return place < length ? place : period - 1 - place;
    }
}
