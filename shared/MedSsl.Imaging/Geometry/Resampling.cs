using System.Buffers;

namespace MedSsl.Imaging.Geometry;

/// <summary>Resizing and cropping: exact area averaging when shrinking, linear interpolation when growing, each axis on its own.</summary>
public static class Resampling
{
    private const double FarAway = 1e9; // beyond it a pixel's extent drowns in the rounding of its place

    /// <summary>Shrinks to a longest side of <paramref name="longest"/>, keeping the aspect; an image that is already smaller is copied, never enlarged.</summary>
    public static GrayImage ToLongestSide(GrayImage image, int longest)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        var side = Math.Max(image.Width, image.Height);
        return side <= longest ? image.Clone() : Resize(image, Scaled(image.Width), Scaled(image.Height));

        int Scaled(int length) => Math.Max(1, (int)Math.Round((double)length * longest / side, MidpointRounding.AwayFromZero));
    }

    /// <summary>Resizes to exactly <paramref name="width"/> x <paramref name="height"/>.</summary>
    public static GrayImage Resize(GrayImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new GrayImage(width, height);
        CropResize(image, new CropBox(0, 0, image.Width, image.Height), width, height, result.Pixels);
        return result;
    }

    /// <summary>
    /// Resamples <paramref name="box"/> to <paramref name="width"/> x <paramref name="height"/> into <paramref name="destination"/> (row-major), mirrored
    /// left to right on request. Beyond the image its edge is repeated.
    /// </summary>
    public static void CropResize(GrayImage source, CropBox box, int width, int height, Span<float> destination, bool flipHorizontally = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!(box.Width > 0 && box.Height > 0) || !(Math.Abs(box.X) + Math.Abs(box.Y) + box.Width + box.Height < FarAway))
        {
            throw new ArgumentOutOfRangeException(nameof(box), box, "A crop box needs a finite place and a positive size.");
        }

        if (destination.Length < (long)width * height)
        {
            throw new ArgumentException($"{(long)width * height} values are needed, the destination holds {destination.Length}.", nameof(destination));
        }

        var columns = AxisWeights.Create(source.Width, box.X, box.Width, width);
        var rows = AxisWeights.Create(source.Height, box.Y, box.Height, height);
        var left = columns.Starts[0];
        var span = columns.Starts[^1] + columns.Taps - left;

        // Rows first: that pass vectorises across columns and leaves few rows to the horizontal one.
        var buffer = ArrayPool<float>.Shared.Rent(span);
        var line = buffer.AsSpan(0, span);
        for (var y = 0; y < height; y++)
        {
            line.Clear();
            for (var tap = 0; tap < rows.Taps; tap++)
            {
                var weight = rows.Weights[(y * rows.Taps) + tap];
                if (weight != 0)
                {
                    VectorMath.AddScaled(line, source.Row(rows.Starts[y] + tap).Slice(left, span), weight);
                }
            }

            Horizontal(line, left, columns, destination.Slice(y * width, width));
            if (flipHorizontally)
            {
                destination.Slice(y * width, width).Reverse();
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>
    /// What a resampled place covers: the interval of the source whose mean it is, when [<paramref name="origin"/>, origin + extent) becomes
    /// <paramref name="count"/> places. Beyond the image its edge is repeated.
    /// </summary>
    public static (double From, double To) Interval(double origin, double extent, int count, int place)
    {
        // Growing too is the share of unit cells that an interval covers: linear interpolation at a point is a box of width 1 about it.
        var step = extent / count;
        var from = step > 1 ? origin + (place * step) : origin + ((place + 0.5) * step) - 0.5;
        return (from, from + Math.Max(step, 1));
    }

    /// <summary>Centres the image on a square of its longer side filled with <paramref name="value"/>.</summary>
    public static GrayImage PadToSquare(GrayImage image, float value = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        var side = Math.Max(image.Width, image.Height);
        var result = new GrayImage(side, side);
        result.Pixels.AsSpan().Fill(value);
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(result.Row(y + ((side - image.Height) / 2))[((side - image.Width) / 2)..]);
        }

        return result;
    }

    private static void Horizontal(ReadOnlySpan<float> line, int left, AxisWeights columns, Span<float> destination)
    {
        var taps = columns.Taps;
        ReadOnlySpan<float> weights = columns.Weights;
        ReadOnlySpan<int> starts = columns.Starts;
        for (var x = 0; x < destination.Length; x++)
        {
            // Slices of one length: no bounds are checked in the inner loop.
            var ofPixel = weights.Slice(x * taps, taps);
            var values = line.Slice(starts[x] - left, taps);
            var sum = 0f;
            for (var tap = 0; tap < ofPixel.Length; tap++)
            {
                sum += ofPixel[tap] * values[tap];
            }

            destination[x] = sum;
        }
    }
}
