using System.Diagnostics;
using System.Globalization;

namespace MedSsl.Benchmarks;

/// <summary>
/// The same work in Python, in a process that waits for its turn: image and reference in, processor seconds of a call and the energies out. SciPy and
/// OpenCV each in its own best form, float32, one thread.
/// </summary>
internal sealed class NormalizePeer : IDisposable
{
    private const string Script = """
        import sys, time
        import numpy as np
        library, path, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
        reference = [float(value) for value in sys.argv[5].split(",")]
        image = np.fromfile(path, np.float32).reshape(height, width)
        sigmas = (1, 2, 4, 8, 16)
        if library == "scipy":
            from scipy import ndimage
            def run():
                lows, energies = [image], []
                for sigma in sigmas:
                    low = ndimage.gaussian_filter(lows[-1], sigma, mode="reflect", truncate=4)
                    energies.append(float((lows[-1] - low).std()))
                    lows.append(low)
                energies.append(float(low.std()))
                gains = [wanted / energy for wanted, energy in zip(reference, energies)]
                result = image * gains[0] - gains[-1] * float(low.mean())
                for i, low in enumerate(lows[1:]):
                    result += low * (gains[i + 1] - gains[i])
                return result, energies
        else:
            import cv2
            cv2.setNumThreads(1)
            def run():
                lows, energies = [image], []
                for sigma in sigmas:
                    side = 2 * int(4 * sigma + 0.5) + 1
                    low = cv2.GaussianBlur(lows[-1], (side, side), sigma, borderType=cv2.BORDER_REFLECT)
                    energies.append(float(cv2.meanStdDev(cv2.subtract(lows[-1], low))[1][0, 0]))
                    lows.append(low)
                mean, deviation = cv2.meanStdDev(low)
                energies.append(float(deviation[0, 0]))
                gains = [wanted / energy for wanted, energy in zip(reference, energies)]
                result = cv2.addWeighted(image, gains[0], lows[1], gains[1] - gains[0], -gains[-1] * float(mean[0, 0]))
                for i in range(2, len(lows)):
                    result = cv2.scaleAdd(lows[i], gains[i] - gains[i - 1], result)
                return result, energies
        run()
        print("ready", *run()[1], flush=True)
        for _ in sys.stdin:
            start, calls = time.process_time(), 0
            while calls == 0 or time.process_time() - start < 0.3:
                run()
                calls += 1
            print((time.process_time() - start) / calls, flush=True)
        """;

    private readonly Process process;

    private NormalizePeer(Process process, double[] energies)
    {
        this.process = process;
        Energies = energies;
    }

    /// <summary>What the peer measured.</summary>
    public double[] Energies { get; }

    /// <summary>Starts the peer; null where no Python has the library.</summary>
    public static NormalizePeer? Start(string library, string imageFile, int width, int height, IEnumerable<double> reference)
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                string[] arguments = ["-c", Script, library, imageFile, Invariant(width), Invariant(height), string.Join(',', reference.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))];
                var process = Process.Start(new ProcessStartInfo(python, arguments)
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
                })!;
                if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", .. var energies])
                {
                    return new NormalizePeer(process, Array.ConvertAll(energies, value => double.Parse(value, CultureInfo.InvariantCulture)));
                }

                process.WaitForExit();
                process.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such interpreter; the next one may be there.
            }
        }

        return null;
    }

    /// <summary>Processor seconds of one call, over a third of a second of calls.</summary>
    public double Round()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        return double.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd()), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}
