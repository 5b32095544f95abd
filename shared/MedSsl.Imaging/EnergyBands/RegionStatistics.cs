using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>Mean and standard deviation (of the population) over a region, summed in double precision.</summary>
internal readonly record struct RegionStatistics(double Mean, double StandardDeviation)
{
    public static RegionStatistics Of(GrayImage image, PixelRegion region) => Of(image.Pixels, image.Width, region);

    public static RegionStatistics Of(ReadOnlySpan<float> pixels, int width, PixelRegion region) => Measure(pixels, default, width, region);

    public static RegionStatistics OfDifference(ReadOnlySpan<float> minuend, ReadOnlySpan<float> subtrahend, int width, PixelRegion region) =>
        Measure(minuend, subtrahend, width, region);

    /// <summary>
    /// Sums of (v - s) and (v - s)^2 with the region's first value as shift s: no digits are lost to a large mean, and a constant region has an energy
    /// of exactly 0. Eight partial sums whatever the machine, so that every machine gets the same bits.
    /// </summary>
    private static RegionStatistics Measure(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int width, PixelRegion region)
    {
        var start = (region.Runs[0].Y * width) + region.Runs[0].X;
        var shift = second.IsEmpty ? first[start] : first[start] - second[start];
        var wideShift = Vector256.Create((double)shift);
        Vector256<double> sumLow = default, sumHigh = default, squaresLow = default, squaresHigh = default;
        double sum = 0, squares = 0;
        foreach (var run in region.Runs)
        {
            var a = first.Slice((run.Y * width) + run.X, run.Length);
            var b = second.IsEmpty ? default : second.Slice((run.Y * width) + run.X, run.Length);
            var wideA = MemoryMarshal.Cast<float, Vector256<float>>(a);
            var wideB = MemoryMarshal.Cast<float, Vector256<float>>(b);
            for (var i = 0; i < wideA.Length; i++)
            {
                var (low, high) = Vector256.Widen(second.IsEmpty ? wideA[i] : wideA[i] - wideB[i]);
                low -= wideShift;
                high -= wideShift;
                sumLow += low;
                sumHigh += high;
                squaresLow = Vector256.FusedMultiplyAdd(low, low, squaresLow);
                squaresHigh = Vector256.FusedMultiplyAdd(high, high, squaresHigh);
            }

            for (var i = wideA.Length * Vector256<float>.Count; i < a.Length; i++)
            {
                var value = (double)(second.IsEmpty ? a[i] : a[i] - b[i]) - shift;
                sum += value;
                squares += value * value;
            }
        }

        var count = (double)region.PixelCount;
        var mean = (sum + Vector256.Sum(sumLow + sumHigh)) / count;
        var variance = ((squares + Vector256.Sum(squaresLow + squaresHigh)) / count) - (mean * mean);
        return new RegionStatistics(mean + shift, Math.Sqrt(Math.Max(0, variance)));
    }
}
