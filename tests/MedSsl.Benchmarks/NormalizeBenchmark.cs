using System.Runtime.InteropServices;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Phantoms;

namespace MedSsl.Benchmarks;

/// <summary>
/// Energies and one pass of normalisation (five blurs, six energies, the weighted sum) of a radiograph and a CT slice on one thread, against the same
/// in SciPy and OpenCV. All sides take turns, so that each sees the same machine, and are timed in processor seconds of their one thread; rates are
/// medians, ratios those of the medians. The copy tells what the memory could do.
/// </summary>
internal static class NormalizeBenchmark
{
    private const int Rounds = 7;
    private const int CopiedFloats = 32 << 20; // 128 MiB, beyond any cache
    private const int BytesPerPixel = 2 * sizeof(float); // read once, written once

    private static readonly double[] Target = [0.02, 0.02, 0.03, 0.05, 0.08, 0.25];

    public static IEnumerable<BenchmarkRow> Run() =>
        Kernel("radiograph 1024 x 1024", Phantoms.Draw("chest_nodule", true, 1024, 1, 1, 1))
            .Concat(Kernel("CT slice 512 x 512", Phantoms.Draw("head_bleed", true, 512, 1, 1, 1)))
            .Concat(NormalizeServiceBenchmark.Run());

    private static List<BenchmarkRow> Kernel(string name, Phantom phantom)
    {
        var image = phantom.Prepare();
        var megapixels = image.Pixels.Length / 1e6;
        var fast = Reference(image, GaussianFilter.Fast);
        var exact = Reference(image, GaussianFilter.Reference);
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(image.Pixels.AsSpan()).ToArray());
        using var scipy = NormalizePeer.Start("scipy", file, image.Width, image.Height, Target);
        using var opencv = NormalizePeer.Start("opencv", file, image.Width, image.Height, Target);
        File.Delete(file);

        var (from, to) = (new float[CopiedFloats], new float[CopiedFloats]);
        var settings = fast.ToSettings();
        Func<double>?[] sides =
        [
            () => CpuSeconds(() => EnergyNormalization.NormalizeOnce(image, fast)),
            () => CpuSeconds(() => EnergyNormalization.NormalizeOnce(image, exact)),
            () => CpuSeconds(() => EnergyBandDecomposition.Energies(image, settings)),
            () => CpuSeconds(() => from.CopyTo(to, 0)) / CopiedFloats * image.Pixels.Length,
            scipy is null ? null : scipy.Round,
            opencv is null ? null : opencv.Round,
        ];
        var rates = TakeTurns(sides).Select(seconds => megapixels / seconds).ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        EnergyNormalization.NormalizeOnce(image, fast);
        var allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / image.Pixels.Length;
        return
        [
            Against("SciPy gaussian_filter", rates[0], rates[4], 6, $"{name}, energies + 1 pass"),
            Against("OpenCV GaussianBlur", rates[0], rates[5], 2, $"{name}, energies + 1 pass"),
            Against("SciPy gaussian_filter", rates[1], rates[4], null, $"{name}, the same, reference FIR"),
            new($"{name}, energies alone", rates[2], "MPixel/s"),
            new($"{name}, of memory bandwidth", rates[0] * BytesPerPixel / 1e3, "GB/s", "plain copy of 128 MiB", rates[3] * BytesPerPixel / 1e3),
            new($"{name}, energy error", EnergyError(image, fast, scipy), "%", "", null, "<= 0.1", EnergyError(image, fast, scipy) <= 0.1),
            new($"{name}, allocates", allocated, "byte/pixel"),
        ];
    }

    private static BenchmarkRow Against(string peer, double rate, double peerRate, double? goal, string metric) => double.IsNaN(peerRate)
        ? new BenchmarkRow(metric, rate, "MPixel/s", $"{peer}: not installed")
        : new BenchmarkRow(metric, rate, "MPixel/s", peer, peerRate, goal is null ? "" : $">= {goal} x peer", goal is null ? null : rate >= goal * peerRate);

    /// <summary>Largest relative difference of an energy from SciPy's, or from our reference filter where there is no SciPy, in percent.</summary>
    private static double EnergyError(GrayImage image, ReferenceEnergies fast, NormalizePeer? scipy)
    {
        var truth = scipy?.Energies ?? EnergyBandDecomposition.Energies(image, fast.ToSettings() with { Filter = GaussianFilter.Reference });
        return EnergyBandDecomposition.Energies(image, fast.ToSettings()).Zip(truth, (ours, theirs) => 100 * Math.Abs((ours / theirs) - 1)).Max();
    }

    private static ReferenceEnergies Reference(GrayImage image, GaussianFilter filter)
    {
        var settings = new EnergyBandSettings { Filter = filter };
        return ReferenceEnergies.Fit("CR", "benchmark", settings, [EnergyBandDecomposition.Energies(image, settings)]) with { Mean = Target };
    }

    /// <summary>Median per side after one round that does not count; NaN for a side that is not there.</summary>
    private static double[] TakeTurns(Func<double>?[] sides)
    {
        var seconds = Array.ConvertAll(sides, _ => new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                if (sides[i]?.Invoke() is { } taken && round > 0)
                {
                    seconds[i].Add(taken);
                }
            }
        }

        return Array.ConvertAll(seconds, taken => taken.Count == 0 ? double.NaN : taken.Order().ElementAt(taken.Count / 2));
    }

    private static double CpuSeconds(Action action)
    {
        var start = Environment.CpuUsage.TotalTime;
        var calls = 0;
        do
        {
            action();
            calls++;
        }
        while ((Environment.CpuUsage.TotalTime - start).TotalSeconds < 0.3);
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds / calls;
    }
}
