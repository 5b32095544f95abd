using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MedSsl.Dicom;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks;

/// <summary>
/// The DICOM port against the receivers that Debian has, on the same files and with the same sender in the same run: DCMTK's storescu as it is installed,
/// Nagle's algorithm on. Ours answers when an object is flushed to disk; the others answer when it is written.
/// </summary>
internal static class IngestBenchmark
{
    private const int Count = 500;
    private const int Size = 512;
    private const int Parallel = 4;
    private const double WantedRate = 800;
    private const double WantedParallelRate = 1200;
    private const double WantedOverOrthanc = 20;
    private const string NotInstalled = "not installed";

    public static IEnumerable<BenchmarkRow> Run()
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            var files = Path.Combine(folder, "files");
            WriteSlices(files);
            foreach (var row in RunAsync(folder, files).GetAwaiter().GetResult())
            {
                yield return row;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<BenchmarkRow>> RunAsync(string folder, string files)
    {
        if (!IsInstalled("storescu"))
        {
            return [new BenchmarkRow("C-STORE, stock storescu", 0, "objects/s", $"storescu {NotInstalled}")];
        }

        var what = $"{Count} CT {Size}x{Size}";
        await using var door = await Door.OpenAsync(Path.Combine(folder, "ours"));
        var first = await door.RateAsync(files, 1);
        var stock = await door.RateAsync(files, 1);
        var parallel = await door.RateAsync(files, Parallel);
        var noDelay = await door.RateAsync(files, 1, noDelay: true);
        var storescp = await StorescpAsync(Path.Combine(folder, "storescp"), files, noDelay: false);
        var storescpNoDelay = await StorescpAsync(Path.Combine(folder, "storescp-nodelay"), files, noDelay: true);
        var orthanc = await OrthancAsync(Path.Combine(folder, "orthanc"), files);
        var whole = await WholeServiceAsync(Path.Combine(folder, "whole"), files);
        return
        [
            Row($"{what}, 1 association, flushed, new files", first, "storescp (not flushed)", storescp, "", null),
            Row($"{what}, 1 association, flushed", stock, "storescp (not flushed)", storescp, $">= {WantedRate}/s", stock >= WantedRate),
            Row($"{what}, 1 association, flushed", stock, "Orthanc", orthanc, $">= {WantedOverOrthanc}x", orthanc is null ? null : stock / orthanc >= WantedOverOrthanc),
            Row($"{what}, 1 association, TCP_NODELAY", noDelay, "storescp, both NODELAY", storescpNoDelay, ">= 1x", storescpNoDelay is null ? null : noDelay >= storescpNoDelay),
            Row($"{what}, {Parallel} associations, flushed", parallel, "", null, $">= {WantedParallelRate}/s", parallel >= WantedParallelRate),
            Row($"{what}, until de-identified and stored", whole, "", null, "", null),
        ];
    }

    private static BenchmarkRow Row(string metric, double value, string peer, double? peerValue, string goal, bool? met) =>
        new(metric, value, "objects/s", peer.Length > 0 && peerValue is null ? $"{peer}: {NotInstalled}" : peer, peerValue, goal, met);

    /// <summary>Sends every file in each of so many associations at once; seconds.</summary>
    private static async Task<double> SendAsync(int port, string called, string files, int associations, bool noDelay)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, associations).Select(async _ =>
        {
            var info = new ProcessStartInfo("storescu", ["-R", "-aec", called, "+sd", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), files])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            SetNoDelay(info, noDelay);
            using var process = Process.Start(info)!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"storescu to port {port}: exit code {process.ExitCode}: {await errors}");
            }
        }));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void SetNoDelay(ProcessStartInfo info, bool noDelay)
    {
        info.Environment.Remove("TCP_NODELAY");
        if (noDelay)
        {
            info.Environment["TCP_NODELAY"] = "1";
        }
    }

    private static async Task<double?> StorescpAsync(string folder, string files, bool noDelay)
    {
        if (!IsInstalled("storescp"))
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var port = Loopback.FreePort();
        var info = new ProcessStartInfo("storescp", ["-od", folder, .. noDelay ? (string[])["-pdu", "131072"] : [], port.ToString(CultureInfo.InvariantCulture)]);
        SetNoDelay(info, noDelay);
        return await PeerAsync(info, port, "ANY", files, noDelay);
    }

    private static async Task<double?> OrthancAsync(string folder, string files)
    {
        if (!IsInstalled("Orthanc"))
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var port = Loopback.FreePort();
        var configuration = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(configuration,
            $$"""{"StorageDirectory":"{{folder}}/db","IndexDirectory":"{{folder}}/db","HttpServerEnabled":false,"DicomPort":{{port}},"DicomAlwaysAllowStore":true,"DicomCheckCalledAet":false,"Plugins":[]}""");
        var info = new ProcessStartInfo("Orthanc", [configuration]) { RedirectStandardError = true };
        return await PeerAsync(info, port, "ORTHANC", files, noDelay: false);
    }

    /// <summary>Starts a receiver, sends to it, ends it; objects a second.</summary>
    private static async Task<double?> PeerAsync(ProcessStartInfo info, int port, string called, string files, bool noDelay)
    {
        using var process = Process.Start(info)!;
        _ = info.RedirectStandardError ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(Answers(port)), $"{info.FileName} on port {port}");
            return Count / await SendAsync(port, called, files, 1, noDelay);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<double> WholeServiceAsync(string folder, string files)
    {
        await using var app = Door.Build(folder);
        await app.Services.GetRequiredService<IObjectStore>().EnsureReadyAsync(CancellationToken.None);
        await app.StartAsync();
        var start = Stopwatch.GetTimestamp();
        await SendAsync(app.Services.GetRequiredService<DicomListener>().Endpoint!.Port, "ANY", files, 1, noDelay: false);
        var spool = app.Services.GetRequiredService<ObjectSpool>();
        await Eventually.TrueAsync(() => Task.FromResult(spool.WaitingBytes == 0), "an empty spool", TimeSpan.FromMinutes(2));
        var rate = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await app.StopAsync();
        return rate;
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsInstalled(string tool)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void WriteSlices(string folder)
    {
        Directory.CreateDirectory(folder);
        var values = new int[Size * Size];
        for (var slice = 0; slice < Count; slice++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = ((i * 31) + (slice * 17)) & 0xFFF;
            }

            File.WriteAllBytes(Path.Combine(folder, $"{slice:D4}.dcm"), SecondaryCapture.Write(new SecondaryCaptureImage
            {
                SopClass = SopClasses.ComputedTomography, PatientId = "bench", StudyUid = "1.2.826.1", SeriesUid = $"1.2.826.2.{slice / 100}",
                SopInstanceUid = $"1.2.826.3.{slice}", InstanceNumber = slice + 1, Modality = "CT", Rows = Size, Columns = Size,
                BitsAllocated = 16, BitsStored = 12, PixelData = SecondaryCapture.Pack(values, 16), RescaleSlope = 1, RescaleIntercept = -1024, PixelSpacing = 0.7,
            }));
        }
    }

    /// <summary>The port and the spool of the ingestion service without what comes behind them: what the sender waits for.</summary>
    private sealed class Door(WebApplication app, ObjectSpool spool, DicomListener listener) : IAsyncDisposable
    {
        public static WebApplication Build(string folder) => ServiceHost.Build(
            ServiceHost.CreateBuilder(["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", $"--Hosting:DataFolder={folder}", "--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=127.0.0.1", "--Ingestion:Dicom:SpoolReuseBytes=2000000000"]),
            IngestionExtensions.Module);

        public static async Task<Door> OpenAsync(string folder)
        {
            var app = Build(folder);
            var (spool, listener) = (app.Services.GetRequiredService<ObjectSpool>(), app.Services.GetRequiredService<DicomListener>());
            spool.Open();
            await listener.StartAsync(CancellationToken.None);
            return new Door(app, spool, listener);
        }

        public async Task<double> RateAsync(string files, int associations, bool noDelay = false)
        {
            var seconds = await SendAsync(listener.Endpoint!.Port, "ANY", files, associations, noDelay);
            var received = 0;
            while (spool.Arrived.TryRead(out var spooled))
            {
                received++;
                spool.Release(spooled);
            }

            return received == associations * Count ? received / seconds : throw new InvalidOperationException($"{associations * Count} objects were sent and {received} are in the spool");
        }

        public async ValueTask DisposeAsync()
        {
            await listener.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }
}
