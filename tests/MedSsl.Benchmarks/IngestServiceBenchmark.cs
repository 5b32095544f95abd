using System.Diagnostics;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks;

/// <summary>
/// The ingestion service as it runs on its embedded defaults: stock storescu sends new CT instances pass after pass, and a pass ends when all of them
/// are de-identified and in the object store, durable. The median pass is the rate; memory is what a full collection leaves, early and at the end.
/// </summary>
internal static class IngestServiceBenchmark
{
    private const int Instances = 20_000;
    private const int InPass = 500;
    private const int Size = 512;
    private const int EarlyPass = 4; // where code and pools are warm
    private const double WantedRate = 300;
    private const double MostBytesPerInstance = 500; // what is kept of each: an entry of the index, and nothing that grows with its pixels

    public static IEnumerable<BenchmarkRow> Run()
    {
        if (!StoreScu.IsInstalled)
        {
            return [new BenchmarkRow("C-STORE, stock storescu", 0, "objects/s", "storescu not installed")];
        }

        return TemporaryFolder.Run(RunAsync);
    }

    private static async Task<List<BenchmarkRow>> RunAsync(string folder)
    {
        await using var app = ServiceHost.Build(
            ServiceHost.CreateBuilder(["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", $"--Hosting:DataFolder={Path.Combine(folder, "data")}", "--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=127.0.0.1"]),
            IngestionExtensions.Module);
        await app.Services.GetRequiredService<IObjectStore>().EnsureReadyAsync(CancellationToken.None);
        await app.StartAsync();
        var spool = app.Services.GetRequiredService<ObjectSpool>();
        var sender = new StoreScu("127.0.0.1", app.Services.GetRequiredService<DicomListener>().Endpoint!.Port, "ANY");
        var files = Path.Combine(folder, "files");
        var rates = new List<double>();
        var (early, processor) = (0L, TimeSpan.Zero);
        for (var pass = 0; pass < Instances / InPass; pass++)
        {
            CtSlices.Write(files, pass * InPass, InPass, Size);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            await sender.SendAsync(files);
            await Eventually.TrueAsync(() => Task.FromResult(spool.WaitingBytes == 0), "an empty spool", TimeSpan.FromMinutes(2));
            rates.Add(InPass / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (pass >= EarlyPass)
            {
                processor += Process.GetCurrentProcess().TotalProcessorTime - before;
            }

            if (pass == EarlyPass)
            {
                early = Live();
            }
        }

        var growth = (Live() - early) / (double)(Instances - ((EarlyPass + 1) * InPass));
        await app.StopAsync();
        var what = $"CT {Size}x{Size}, 1 association, de-identified and stored";
        var median = rates.Skip(EarlyPass).Order().ElementAt((rates.Count - EarlyPass) / 2);
        return
        [
            new BenchmarkRow($"{what}, first {InPass}", rates[0], "objects/s"),
            new BenchmarkRow($"{what}, warm", median, "objects/s", Goal: $">= {WantedRate}/s", Met: median >= WantedRate),
            new BenchmarkRow("processor time of the service", processor.TotalMilliseconds / (InPass * (rates.Count - EarlyPass)), "ms/object"),
            new BenchmarkRow($"live memory per further instance, of {Instances}", growth, "bytes", Goal: $"<= {MostBytesPerInstance}", Met: growth <= MostBytesPerInstance),
            new BenchmarkRow("working set at the end", Environment.WorkingSet / 1e6, "MB"),
        ];
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
