using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Separable Gaussian low-pass: sampled kernel cut at 4 sigma and normalised; the border is reflected or wrapped, as often as the kernel is longer
/// than the image.
/// </summary>
/// <remarks>
/// Rows are filtered into a ring that holds no more of them than a kernel is long, and columns are filtered out of it, so that an image passes
/// the memory once. Both axes run through the same sums: neighbours lie 1 apart along a padded row and some rows of the ring apart down a column.
/// </remarks>
internal sealed class GaussianBlur : ILowPass
{
    private const double Reach = 4; // in sigma; 3 misplaces 0.5 % of a band's energy, 4 only 0.015 %
    private const int Unroll = 4; // independent sums, enough to hide the latency of a fused multiply-add
    private const int Skew = 16; // one cache line: rows a power of two apart would evict each other from the cache

    private static readonly int Block = Unroll * Vector<float>.Count;

    private readonly BoundaryMode boundary;
    private readonly float[] taps; // taps[j] weighs both neighbours at distance j

    /// <summary>A blur of <paramref name="sigma"/> pixels.</summary>
    public GaussianBlur(double sigma, BoundaryMode boundary = BoundaryMode.Reflect)
    {
        this.boundary = boundary;
        var weights = new double[(int)((Reach * sigma) + 0.5) + 1];
        var sum = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] = Math.Exp(-0.5 * j * j / (sigma * sigma));
            sum += j == 0 ? weights[j] : 2 * weights[j];
        }

        taps = Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    /// <summary>Pixels that the kernel reaches to each side.</summary>
    public int Radius => taps.Length - 1;

    /// <inheritdoc cref="ILowPass.Apply"/>
    public void Apply(GrayImage source, GrayImage destination) => Apply(source.Pixels, destination.Pixels, source.Width, source.Height);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination, int width, int height)
    {
        var rounded = (width + Block - 1) / Block * Block;
        var stride = rounded + Skew;
        var rows = boundary == BoundaryMode.Reflect ? Math.Min(height, (2 * Radius) + 1) : height;
        var buffer = ArrayPool<float>.Shared.Rent((2 * Radius) + rounded + (rows * stride) + Block);
        var padded = buffer.AsSpan(0, (2 * Radius) + rounded);
        var ring = buffer.AsSpan(padded.Length, rows * stride);
        var rest = buffer.AsSpan(padded.Length + ring.Length, Block);
        var places = ArrayPool<int>.Shared.Rent((2 * Radius) + 1);
        padded.Clear();
        var filtered = 0;
        for (var y = 0; y < height; y++)
        {
            for (var last = rows == height ? height - 1 : Math.Min(height - 1, y + Radius); filtered <= last; filtered++)
            {
                FilterRow(source.Slice(filtered * width, width), padded, ring.Slice(filtered % rows * stride, rounded));
            }

            for (var j = -Radius; j <= Radius; j++)
            {
                places[j + Radius] = Border.Index(y + j, height, boundary) % rows * stride;
            }

            var output = destination.Slice(y * width, width);
            for (var x = 0; x < width; x += Block)
            {
                if (x + Block <= width)
                {
                    Down(ref ring[x], ref places[Radius], ref output[x]);
                }
                else
                {
                    Down(ref ring[x], ref places[Radius], ref rest[0]);
                    rest[..(width - x)].CopyTo(output[x..]);
                }
            }
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <inheritdoc/>
    public AxisKernel AlongAxis() => new(Radius, [[.. Enumerable.Range(-Radius, (2 * Radius) + 1).Select(offset => (double)taps[Math.Abs(offset)])]]);

    private void FilterRow(ReadOnlySpan<float> source, Span<float> padded, Span<float> output)
    {
        source.CopyTo(padded[Radius..]);
        for (var j = 1; j <= Radius; j++)
        {
            padded[Radius - j] = source[Border.Index(-j, source.Length, boundary)];
            padded[Radius + source.Length - 1 + j] = source[Border.Index(source.Length - 1 + j, source.Length, boundary)];
        }

        for (var x = 0; x < output.Length; x += Block)
        {
            Along(ref padded[Radius + x], ref output[x]);
        }
    }

    /// <summary>One block of outputs: out = t0 p(0) + sum over j of tj (p(-j) + p(+j)), p(j) lying j from <paramref name="center"/>.</summary>
    private void Along(ref float center, ref float output)
    {
        ref var tap = ref MemoryMarshal.GetArrayDataReference(taps);
        var vector = Vector<float>.Count;
        var middle = new Vector<float>(tap);
        var a = middle * Vector.LoadUnsafe(ref center);
        var b = middle * Vector.LoadUnsafe(ref center, (nuint)vector);
        var c = middle * Vector.LoadUnsafe(ref center, (nuint)(2 * vector));
        var d = middle * Vector.LoadUnsafe(ref center, (nuint)(3 * vector));
        for (var j = 1; j < taps.Length; j++)
        {
            ref var before = ref Unsafe.Subtract(ref center, j);
            ref var after = ref Unsafe.Add(ref center, j);
            Add(new Vector<float>(Unsafe.Add(ref tap, j)), ref before, ref after, ref a, ref b, ref c, ref d);
        }

        Store(a, b, c, d, ref output);
    }

    /// <summary>As <see cref="Along"/>, p(j) lying at <paramref name="place"/>[j] from the block's place in the ring's first row.</summary>
    private void Down(ref float ring, ref int place, ref float output)
    {
        ref var tap = ref MemoryMarshal.GetArrayDataReference(taps);
        ref var center = ref Unsafe.Add(ref ring, place);
        var vector = Vector<float>.Count;
        var middle = new Vector<float>(tap);
        var a = middle * Vector.LoadUnsafe(ref center);
        var b = middle * Vector.LoadUnsafe(ref center, (nuint)vector);
        var c = middle * Vector.LoadUnsafe(ref center, (nuint)(2 * vector));
        var d = middle * Vector.LoadUnsafe(ref center, (nuint)(3 * vector));
        for (var j = 1; j < taps.Length; j++)
        {
            ref var before = ref Unsafe.Add(ref ring, Unsafe.Subtract(ref place, j));
            ref var after = ref Unsafe.Add(ref ring, Unsafe.Add(ref place, j));
            Add(new Vector<float>(Unsafe.Add(ref tap, j)), ref before, ref after, ref a, ref b, ref c, ref d);
        }

        Store(a, b, c, d, ref output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector<float> weight, ref float before, ref float after, ref Vector<float> a, ref Vector<float> b, ref Vector<float> c, ref Vector<float> d)
    {
        var vector = Vector<float>.Count;
        a = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before) + Vector.LoadUnsafe(ref after), a);
        b = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)vector) + Vector.LoadUnsafe(ref after, (nuint)vector), b);
        c = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)(2 * vector)) + Vector.LoadUnsafe(ref after, (nuint)(2 * vector)), c);
        d = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref before, (nuint)(3 * vector)) + Vector.LoadUnsafe(ref after, (nuint)(3 * vector)), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, ref float output)
    {
        var vector = Vector<float>.Count;
        a.StoreUnsafe(ref output);
        b.StoreUnsafe(ref output, (nuint)vector);
        c.StoreUnsafe(ref output, (nuint)(2 * vector));
        d.StoreUnsafe(ref output, (nuint)(3 * vector));
    }
}
