using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MedSsl.Dicom;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>
/// Parsing and decoding against pydicom, both from files in the page cache: generated CT slices, and the development set where it is there.
/// Not quite like for like: pydicom makes Python objects, and reads values when they are asked for, as we do.
/// </summary>
internal static class DicomBenchmark
{
    private const int SliceCount = 200;
    private const int Size = 512;
    private const double WantedRatio = 20;

    /// <summary>fo-dicom, parse and walk, files a second: measured once beside pydicom (385 a second there), on another machine.</summary>
    private const double FoDicomSlices = 4400;
    private const double FoDicomSmallFiles = 4600;
    private const double WantedOverFoDicom = 2;

    /// <summary>
    /// Seconds, median of three passes: to parse from memory; to read a file and parse it; also to walk all values; also to decode what can be.
    /// </summary>
    private const string PeerScript = """
        import io, os, sys, time, warnings, logging
        import pydicom
        from pydicom.pixel_data_handlers import numpy_handler, rle_handler
        warnings.simplefilter("ignore"); logging.disable(50)
        pydicom.config.pixel_data_handlers = [numpy_handler, rle_handler]
        files = [os.path.join(d, n) for d, _, ns in os.walk(sys.argv[1]) for n in ns if "fuzz" not in d]
        def walk(dataset):
            for element in dataset:
                if element.VR == "SQ":
                    for item in element.value: walk(item)
                else: element.value
        def timed(action, sources=lambda: files):
            passes = []
            for _ in range(3):
                inputs = sources()
                start = time.perf_counter()
                for source in inputs:
                    try: action(pydicom.dcmread(source, force=True))
                    except Exception: pass
                passes.append(time.perf_counter() - start)
            return sorted(passes)[1]
        content = [open(file, "rb").read() for file in files]
        print(timed(lambda d: None, lambda: [io.BytesIO(b) for b in content]), timed(lambda d: None), timed(walk), timed(lambda d: d.pixel_array))
        """;

    public static IEnumerable<BenchmarkRow> Run()
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            CtSlices.Write(folder, 0, SliceCount, Size);
            foreach (var row in Compare(folder, $"{SliceCount} CT {Size}x{Size}", FoDicomSlices))
            {
                yield return row;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var data = Environment.GetEnvironmentVariable("MEDSSL_DEV_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data", "dev");
        if (Directory.Exists(Path.Combine(data, "dicom")))
        {
            foreach (var row in Compare(Path.Combine(data, "dicom"), "development set", FoDicomSmallFiles))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<BenchmarkRow> Compare(string folder, string what, double foDicom)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("fuzz", StringComparison.Ordinal)).ToArray();
        var megabytes = files.Sum(file => new FileInfo(file).Length) / 1e6;
        var peer = Peer(folder);
        var content = files.Select(File.ReadAllBytes).ToArray();
        var memory = Measure.Seconds(() => Array.ForEach(content, bytes => DicomFile.TryParse(bytes, new DicomLimits(), out _, out _)), rounds: 5);
        var read = Measure.Seconds(() => ForEachContent(files, _ => { }), rounds: 5);
        var headers = Measure.Seconds(() => ForEach(files, _ => { }), rounds: 5);
        var walk = Measure.Seconds(() => ForEach(files, Walk), rounds: 5);
        var decode = Measure.Seconds(() => ForEach(files, Decode), rounds: 3);
        yield return new BenchmarkRow($"{what}: allocated, headers", Allocated(() => ForEach(files, _ => { })) / files.Length, "bytes/file");
        yield return new BenchmarkRow($"{what}: allocated, all values", Allocated(() => ForEach(files, Walk)) / files.Length, "bytes/file");
        yield return Row($"{what}: in memory, headers", files.Length / memory, "files/s", files.Length / peer?[0]);
        yield return Row($"{what}: from file, headers", files.Length / headers, "files/s", files.Length / peer?[1]);
        yield return new BenchmarkRow($"{what}: from file, headers", files.Length / headers, "files/s", "the same files read only", files.Length / read);
        yield return Row($"{what}: from file, headers", megabytes / headers, "MB/s", megabytes / peer?[1]);
        yield return Row($"{what}: from file, all values", files.Length / walk, "files/s", files.Length / peer?[2]);
        yield return new BenchmarkRow($"{what}: from file, all values", files.Length / walk, "files/s", "fo-dicom, other machine", foDicom, $">= {WantedOverFoDicom}x", files.Length / walk >= WantedOverFoDicom * foDicom);
        if (DcmdumpSeconds(files) is { } dcmdump)
        {
            yield return new BenchmarkRow($"{what}: from file, all values", files.Length / walk, "files/s", "dcmdump, as text", files.Length / dcmdump);
        }

        yield return Row($"{what}: from file, all values", megabytes / walk, "MB/s", megabytes / peer?[2]);

        // numpy's cells are a view of the bytes, ours are 32-bit values ready for use: a figure to know, without a goal.
        yield return new BenchmarkRow($"{what}: from file, decoded", megabytes / decode, "MB/s", peer is null ? "" : "pydicom + numpy", megabytes / peer?[3]);
    }

    private static BenchmarkRow Row(string metric, double value, string unit, double? peer) => peer is null
        ? new BenchmarkRow(metric, value, unit)
        : new BenchmarkRow(metric, value, unit, "pydicom", peer, $">= {WantedRatio}x", value / peer >= WantedRatio);

    /// <summary>Without the one buffer that all files share.</summary>
    private static double Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void ForEach(string[] files, Action<DicomDataset> action) => ForEachContent(files, content =>
    {
        if (DicomFile.TryParse(content, new DicomLimits(), out var dataset, out _))
        {
            action(dataset);
        }
    });

    private static void ForEachContent(string[] files, Action<ReadOnlyMemory<byte>> action)
    {
        // One buffer for all: a data set is a view of it, and no longer needed when the next file comes.
        var buffer = ArrayPool<byte>.Shared.Rent((int)files.Max(file => new FileInfo(file).Length));
        foreach (var file in files)
        {
            using var handle = File.OpenHandle(file);
            action(buffer.AsMemory(0, RandomAccess.Read(handle, buffer, 0)));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void Walk(DicomDataset dataset)
    {
        foreach (var element in dataset.Elements)
        {
            if (element.Items is null)
            {
                _ = dataset.GetStrings(element.Tag);
            }
            else
            {
                foreach (var item in element.Items)
                {
                    Walk(item);
                }
            }
        }
    }

    private static void Decode(DicomDataset dataset)
    {
        if (PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out _))
        {
            for (var frame = 0; frame < source.FrameCount; frame++)
            {
                source.TryDecode(frame, out _, out _);
            }
        }
    }

    /// <summary>One process over all files, its text thrown away; null where it is not installed.</summary>
    private static double? DcmdumpSeconds(string[] files)
    {
        if (!StoreScu.IsThere("dcmdump"))
        {
            return null;
        }

        return Measure.Seconds(
            () =>
            {
                using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec dcmdump -q \"$@\" > /dev/null 2>&1", "dcmdump", .. files]))!;
                process.WaitForExit();
            },
            rounds: 3);
    }

    /// <summary>pydicom's seconds, from the first Python on this machine that has it; null where none has.</summary>
    private static double[]? Peer(string folder)
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", PeerScript, folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                var errors = process.StandardError.ReadToEndAsync();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                _ = errors.Result;
                if (process.ExitCode == 0)
                {
                    return [.. output.Split(' ').Select(seconds => double.Parse(seconds, CultureInfo.InvariantCulture))];
                }
            }
            catch (Win32Exception)
            {
                continue; // there is no such Python
            }
        }

        return null;
    }
}
