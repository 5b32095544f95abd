using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// Gaussian low-pass of an image that is smooth already: every D-th sample of every D-th row is blurred on that coarse grid and brought back by a second
/// Gaussian, sampled at the phases between the grid's points; variances add, sigma^2 = coarse^2 + back^2. With the source's sigma at least D the coarse
/// grid folds less than exp(-(2 pi)^2 / 2) of any low frequency, and with back = 0.8 D the grid's own image is below exp(-(1.6 pi)^2 / 2) = 3e-6, so that
/// what differs from the full kernel is the cut at 4 sigma of either.
/// </summary>
/// <remarks>
/// The coarse grid reaches beyond the image by all that the kernels need: no border is treated apart, and an image may be smaller than the kernel. The
/// first pixel's value is taken off before and put back after, so that a constant stays constant to the last bit.
/// </remarks>
internal sealed class CoarseGaussianBlur : ILowPass
{
    private const double Reach = 4; // in sigma, as of the full kernel
    private const double BackPerStep = 0.8; // sigma of the way back, in steps of the grid
    private const int Side = 3; // grid points to each side of the nearest within reach of the way back: 4 * 0.8 steps
    private const int Taps = (2 * Side) + 1;
    private const int Skew = 16; // one cache line, see GaussianBlur

    private static readonly int Block = 4 * Vector<float>.Count;

    private readonly int step;
    private readonly BoundaryMode boundary;
    private readonly GaussianBlur coarse;
    private readonly float[] weights; // [phase, tap]: places from -step/2 to step/2 about the nearest grid point
    private readonly float[] wide; // [tap, x]: the same for a block of neighbours along a row
    private readonly int period;

    private CoarseGaussianBlur(double sigma, int step, BoundaryMode boundary)
    {
        this.step = step;
        this.boundary = boundary;
        coarse = new GaussianBlur(Math.Sqrt((sigma * sigma / step / step) - (BackPerStep * BackPerStep)));
        weights = new float[step * Taps];
        for (var phase = 0; phase < step; phase++)
        {
            var ideal = new double[Taps];
            for (var tap = 0; tap < Taps; tap++)
            {
                var distance = ((double)Offset(phase) / step) - (tap - Side);
                ideal[tap] = Math.Abs(distance) <= Reach * BackPerStep ? Math.Exp(-0.5 * distance * distance / (BackPerStep * BackPerStep)) : 0;
            }

            for (var tap = 0; tap < Taps; tap++)
            {
                weights[(phase * Taps) + tap] = (float)(ideal[tap] / ideal.Sum());
            }
        }

        period = Math.Max(step, Block);
        wide = new float[Taps * period];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = weights[(i % step * Taps) + (i / period)];
        }
    }

    private int Margin => Side + coarse.Radius;

    /// <summary>The blur, if an image of Gaussian smoothness <paramref name="smoothness"/> allows a coarser grid for it; else null.</summary>
    public static CoarseGaussianBlur? For(double sigma, double smoothness, BoundaryMode boundary)
    {
        // 1.7 steps: what is left for the coarse grid then is a sampled kernel of at least 1.5.
        var limit = Math.Min(smoothness, sigma / 1.7);
        return limit >= 2 ? new CoarseGaussianBlur(sigma, 1 << (int)Math.Log2(limit), boundary) : null;
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination, int width, int height)
    {
        var (coarseWidth, coarseHeight) = (GridPoint(width - 1) + 1 + (2 * Margin), GridPoint(height - 1) + 1 + (2 * Margin));
        var grid = ArrayPool<float>.Shared.Rent(coarseWidth * coarseHeight);
        var shift = source[0];
        Sample(source, width, height, shift, grid, coarseWidth, coarseHeight);
        coarse.Apply(grid, grid, coarseWidth, coarseHeight); // what its own border spoils is the margin's outer part, which nobody reads

        var rounded = (width + Block - 1) / Block * Block;
        var stride = rounded + Skew;
        var repeatedLength = rounded + (2 * Side * step);
        var buffer = ArrayPool<float>.Shared.Rent(repeatedLength + (Taps * stride) + Block);
        var repeated = buffer.AsSpan(0, repeatedLength);
        var ring = buffer.AsSpan(repeatedLength, Taps * stride);
        var rest = buffer.AsSpan(repeatedLength + ring.Length, Block);
        Span<int> places = stackalloc int[Taps];
        var filled = 0;
        for (var y = 0; y < height; y++)
        {
            var first = GridPoint(y); // row of the grid, counted from Side before the image
            for (; filled < first + Taps; filled++)
            {
                WidenRow(grid.AsSpan((filled + coarse.Radius) * coarseWidth, coarseWidth), repeated, ring.Slice(filled % Taps * stride, rounded));
            }

            for (var tap = 0; tap < Taps; tap++)
            {
                places[tap] = (first + tap) % Taps * stride;
            }

            ref var weight = ref weights[y % step * Taps];
            var output = destination.Slice(y * width, width);
            for (var x = 0; x < width; x += Block)
            {
                if (x + Block <= width)
                {
                    Down(ref ring[x], ref places[0], ref weight, shift, ref output[x]);
                }
                else
                {
                    Down(ref ring[x], ref places[0], ref weight, shift, ref rest[0]);
                    rest[..(width - x)].CopyTo(output[x..]);
                }
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<float>.Shared.Return(grid);
    }

    /// <inheritdoc/>
    public AxisKernel AlongAxis()
    {
        var reach = (1 + Margin) * step;
        var onGrid = coarse.AlongAxis().Weights[0];
        var kernel = new double[step][];
        for (var phase = 0; phase < step; phase++)
        {
            kernel[phase] = new double[(2 * reach) + 1];
            for (var tap = 0; tap < Taps; tap++)
            {
                for (var j = 0; j < onGrid.Length; j++)
                {
                    var place = (GridPoint(phase) + tap - Side + j - coarse.Radius) * step;
                    kernel[phase][reach + place - phase] += weights[(phase * Taps) + tap] * onGrid[j];
                }
            }
        }

        return new AxisKernel(reach, kernel);
    }

    private int GridPoint(int place) => (place + (step / 2)) / step;

    // Distance of a place from its nearest grid point, -step/2 .. step/2 - 1.
    private int Offset(int place) => ((place + (step / 2)) % step) - (step / 2);

    private void Sample(ReadOnlySpan<float> source, int width, int height, float shift, Span<float> grid, int coarseWidth, int coarseHeight)
    {
        var columns = ArrayPool<int>.Shared.Rent(coarseWidth);
        for (var x = 0; x < coarseWidth; x++)
        {
            columns[x] = Border.Index((x - Margin) * step, width, boundary);
        }

        for (var y = 0; y < coarseHeight; y++)
        {
            var row = source.Slice(Border.Index((y - Margin) * step, height, boundary) * width, width);
            var output = grid.Slice(y * coarseWidth, coarseWidth);
            for (var x = 0; x < output.Length; x++)
            {
                output[x] = row[columns[x]] - shift;
            }
        }

        ArrayPool<int>.Shared.Return(columns);
    }

    /// <summary>Brings a row of the grid to full width. Repeating its values first lets neighbours with different grid points sit in one vector.</summary>
    private void WidenRow(ReadOnlySpan<float> gridRow, Span<float> repeated, Span<float> output)
    {
        var values = gridRow[coarse.Radius..];
        var end = 0;
        for (var i = 0; end < repeated.Length; i++)
        {
            var start = end;
            end = Math.Min(repeated.Length, (i * step) + (step - (step / 2)));
            repeated[start..end].Fill(i < values.Length ? values[i] : 0);
        }

        for (var x = 0; x < output.Length; x += Block)
        {
            Along(ref repeated[x], ref wide[x % period], ref output[x]);
        }
    }

    private void Along(ref float first, ref float weight, ref float output)
    {
        var vector = Vector<float>.Count;
        Vector<float> a = default, b = default, c = default, d = default;
        for (var tap = 0; tap < Taps; tap++)
        {
            a = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref weight), Vector.LoadUnsafe(ref first), a);
            b = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref weight, (nuint)vector), Vector.LoadUnsafe(ref first, (nuint)vector), b);
            c = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref weight, (nuint)(2 * vector)), Vector.LoadUnsafe(ref first, (nuint)(2 * vector)), c);
            d = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref weight, (nuint)(3 * vector)), Vector.LoadUnsafe(ref first, (nuint)(3 * vector)), d);
            weight = ref Unsafe.Add(ref weight, period);
            first = ref Unsafe.Add(ref first, step);
        }

        GaussianBlur.Store(a, b, c, d, ref output);
    }

    private static void Down(ref float ring, ref int place, ref float weight, float shift, ref float output)
    {
        var vector = Vector<float>.Count;
        Vector<float> a = default, b = default, c = default, d = default;
        for (var tap = 0; tap < Taps; tap++)
        {
            var wideWeight = new Vector<float>(Unsafe.Add(ref weight, tap));
            ref var row = ref Unsafe.Add(ref ring, Unsafe.Add(ref place, tap));
            a = Vector.FusedMultiplyAdd(wideWeight, Vector.LoadUnsafe(ref row), a);
            b = Vector.FusedMultiplyAdd(wideWeight, Vector.LoadUnsafe(ref row, (nuint)vector), b);
            c = Vector.FusedMultiplyAdd(wideWeight, Vector.LoadUnsafe(ref row, (nuint)(2 * vector)), c);
            d = Vector.FusedMultiplyAdd(wideWeight, Vector.LoadUnsafe(ref row, (nuint)(3 * vector)), d);
        }

        var back = new Vector<float>(shift);
        GaussianBlur.Store(a + back, b + back, c + back, d + back, ref output);
    }
}
