using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks;

/// <summary>
/// The DICOM port against the receivers that Debian has, on the same files and with the same sender in the same run: DCMTK's storescu as it is installed,
/// Nagle's algorithm on. Ours answers when an object is flushed to disk; the others answer when it is written. A receiver runs for months, so ours is
/// measured warm: the median of several passes after some that do not count. The first pass of the process, into new files, has a row of its own.
/// </summary>
internal static class IngestBenchmark
{
    private const int Count = 500;
    private const int Size = 512;
    private const int Parallel = 4;
    private const int WarmUp = 4;
    private const int Passes = 5;
    private const double WantedRate = 800;
    private const double WantedParallelRate = 1200;
    private const double WantedOverOrthanc = 20;
    private const double WantedOverOrthancNoDelay = 3;
    private static readonly TimeSpan LinkDelay = TimeSpan.FromMilliseconds(5);

    public static IEnumerable<BenchmarkRow> Run()
    {
        if (!StoreScu.IsInstalled)
        {
            return [new BenchmarkRow("C-STORE, stock storescu", 0, "objects/s", "storescu not installed")];
        }

        return TemporaryFolder.Run(folder =>
        {
            var files = Path.Combine(folder, "files");
            CtSlices.Write(files, 0, Count, Size);
            return RunAsync(folder, files);
        });
    }

    private static async Task<List<BenchmarkRow>> RunAsync(string folder, string files)
    {
        var what = $"{Count} CT {Size}x{Size}";
        await using var door = await Door.OpenAsync(Path.Combine(folder, "ours"));
        var cold = await door.RateAsync(door.Sender(), files, 1);
        for (var pass = 0; pass < WarmUp; pass++)
        {
            await door.RateAsync(door.Sender(), files, Parallel);
        }

        var stock = await door.MedianRateAsync(door.Sender(), files, 1);
        var parallel = await door.MedianRateAsync(door.Sender(), files, Parallel);
        var noDelay = await door.MedianRateAsync(door.Sender(noDelay: true), files, 1);
        var storescp = await IngestPeers.StorescpAsync(Path.Combine(folder, "storescp"), files, Count, noDelay: false);
        var storescpNoDelay = await IngestPeers.StorescpAsync(Path.Combine(folder, "storescp-nodelay"), files, Count, noDelay: true);
        var orthanc = await IngestPeers.OrthancAsync(Path.Combine(folder, "orthanc"), files, Count);
        var orthancNoDelay = await IngestPeers.OrthancAsync(Path.Combine(folder, "orthanc-nodelay"), files, Count, noDelay: true);
        return
        [
            Row($"{what}, 1 association, first pass", cold, "storescp (not flushed)", storescp, "", null),
            Row($"{what}, 1 association", stock, "storescp (not flushed)", storescp, $">= {WantedRate}/s", stock >= WantedRate),
            Row($"{what}, 1 association", stock, "Orthanc", orthanc, $">= {WantedOverOrthanc}x", stock / orthanc >= WantedOverOrthanc),
            Row($"{what}, 1 association, NODELAY", noDelay, "storescp, both NODELAY", storescpNoDelay, ">= 1x", noDelay / storescpNoDelay >= 1),
            Row($"{what}, 1 association, NODELAY", noDelay, "Orthanc, both NODELAY", orthancNoDelay, $">= {WantedOverOrthancNoDelay}x", noDelay / orthancNoDelay >= WantedOverOrthancNoDelay),
            Row($"{what}, {Parallel} associations", parallel, "", null, $">= {WantedParallelRate}/s", parallel >= WantedParallelRate),
            .. await OverLinkAsync(door, folder, files, what),
        ];
    }

    private static async Task<IEnumerable<BenchmarkRow>> OverLinkAsync(Door door, string folder, string files, string what)
    {
        what = $"{what}, link {LinkDelay.TotalMilliseconds} ms each way";
        var (opened, error) = DelayedLink.TryOpen(LinkDelay);
        if (opened is not { } link)
        {
            return [new BenchmarkRow(what, 0, "objects/s", $"no such link: {error}")];
        }

        using (link)
        {
            var one = await door.RateAsync(door.Sender(link: link), files, 1);
            var four = await door.RateAsync(door.Sender(link: link), files, Parallel);
            var storescp = await IngestPeers.StorescpAsync(Path.Combine(folder, "storescp-link"), files, Count, noDelay: false, link);
            var orthanc = await IngestPeers.OrthancAsync(Path.Combine(folder, "orthanc-link"), files, Count, link: link);
            return
            [
                Row($"{what}, 1 association", one, "storescp (not flushed)", storescp, "", null),
                Row($"{what}, 1 association", one, "Orthanc", orthanc, "", null),
                Row($"{what}, {Parallel} associations", four, "", null, "", null),
            ];
        }
    }

    /// <summary>A peer that is not installed has no figure, and a goal against it is neither met nor missed.</summary>
    private static BenchmarkRow Row(string metric, double value, string peer, double? peerValue, string goal, bool? met) =>
        new(metric, value, "objects/s", peer.Length > 0 && peerValue is null ? $"{peer}: not installed" : peer, peerValue, goal, peer.Length > 0 && peerValue is null ? null : met);

    /// <summary>The port and the spool of the ingestion service without what comes behind them: what the sender waits for.</summary>
    private sealed class Door(WebApplication app, ObjectSpool spool, DicomListener listener) : IAsyncDisposable
    {
        public static async Task<Door> OpenAsync(string folder)
        {
            var app = ServiceHost.Build(
                ServiceHost.CreateBuilder(["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", $"--Hosting:DataFolder={folder}", "--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=0.0.0.0", $"--Ingestion:Dicom:Sources=*@127.0.0.1;*@{DelayedLink.Guest}", "--Ingestion:Dicom:SpoolReuseBytes=2000000000"]),
                IngestionExtensions.Module);
            var (spool, listener) = (app.Services.GetRequiredService<ObjectSpool>(), app.Services.GetRequiredService<DicomListener>());
            spool.Open();
            await listener.StartAsync(CancellationToken.None);
            return new Door(app, spool, listener);
        }

        public StoreScu Sender(bool noDelay = false, DelayedLink? link = null) =>
            new(link is null ? "127.0.0.1" : DelayedLink.Host, listener.Endpoint!.Port, "ANY", noDelay, link?.Within);

        public async Task<double> MedianRateAsync(StoreScu sender, string files, int associations)
        {
            var rates = new double[Passes];
            for (var pass = 0; pass < Passes; pass++)
            {
                rates[pass] = await RateAsync(sender, files, associations);
            }

            return rates.Order().ElementAt(Passes / 2);
        }

        public async Task<double> RateAsync(StoreScu sender, string files, int associations)
        {
            var seconds = await sender.SendAsync(files, associations);
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
