using System.Diagnostics;
using System.Globalization;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Randomness;

namespace MedSsl.Benchmarks;

/// <summary>
/// Speed of the energy-band decomposition (five blurs and six energies, one thread) against the same cascade in SciPy, and of a whole two-pass
/// normalisation (three decompositions), with the memory it allocates. Both sides are timed in processor seconds of their one thread, which a busy
/// machine distorts less than the clock on the wall.
/// </summary>
internal static class EnergyBandsBenchmark
{
    // The Python side does what ours does: float32 image, sigmas 1, 2, 4, 8, 16 in cascade, cut at 4 sigma, reflected border, standard deviations.
    private const string Peer = """
        import sys, time
        import numpy as np
        from scipy import ndimage
        side = int(sys.argv[1])
        image = np.random.default_rng(1).normal(0.5, 0.1, (side, side)).astype(np.float32)
        def run():
            low = image
            for sigma in (1, 2, 4, 8, 16):
                lower = ndimage.gaussian_filter(low, sigma, mode="reflect", truncate=4)
                (low - lower).std()
                low = lower
            low.std()
        run()
        times = []
        for _ in range(3):
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
        print(sorted(times)[1])
        """;

    public static IEnumerable<BenchmarkRow> Run()
    {
        var settings = new EnergyBandSettings();
        foreach (var side in new[] { 224, 1024, 2048 })
        {
            var random = new SeededRandom(1);
            var image = new GrayImage(side, side);
            foreach (ref var pixel in image.Pixels.AsSpan())
            {
                pixel = (float)(0.5 + (0.1 * random.Normal()));
            }

            var pixels = (double)side * side;
            var megapixels = pixels / 1e6;
            var reference = ReferenceEnergies.Fit("CR", "benchmark", settings, [EnergyBandDecomposition.Energies(image, settings)]) with { Mean = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1] };

            var decomposition = megapixels / CpuSeconds(() => EnergyBandDecomposition.Energies(image, settings));
            var peer = PeerSeconds(side) is { } seconds ? megapixels / seconds : (double?)null;
            yield return new BenchmarkRow($"decomposition {side} x {side}", decomposition, "MPixel/s", peer is null ? "" : "scipy.ndimage, float32", peer,
                peer is null ? "" : ">= 5 x peer", peer is null ? null : decomposition >= 5 * peer);

            yield return new BenchmarkRow($"normalisation, 2 passes, {side} x {side}", megapixels / CpuSeconds(() => EnergyNormalization.Normalize(image, reference)), "MPixel/s");

            var before = GC.GetAllocatedBytesForCurrentThread();
            EnergyNormalization.Normalize(image, reference);
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / pixels;
            yield return new BenchmarkRow($"normalisation allocates, {side} x {side}", allocated, "byte/pixel", "result and 5 low-passes", 24, "<= 25", allocated <= 25);
        }
    }

    /// <summary>Median processor seconds of one call, over rounds long enough for the accounting's resolution, after the compiler has settled.</summary>
    private static double CpuSeconds(Action action)
    {
        Round(1.0);
        var rounds = Enumerable.Range(0, 5).Select(_ => Round(0.2)).Order().ToList();
        return rounds[2];

        double Round(double atLeast)
        {
            var start = Environment.CpuUsage.UserTime;
            var calls = 0;
            do
            {
                action();
                calls++;
            }
            while ((Environment.CpuUsage.UserTime - start).TotalSeconds < atLeast);
            return (Environment.CpuUsage.UserTime - start).TotalSeconds / calls;
        }
    }

    /// <summary>Median processor seconds of the peer; null where no Python with SciPy is installed.</summary>
    private static double? PeerSeconds(int side)
    {
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", Peer, side.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true });
                var output = process!.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return double.Parse(output, CultureInfo.InvariantCulture);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such interpreter; the next one may be there.
            }
        }

        return null;
    }
}
