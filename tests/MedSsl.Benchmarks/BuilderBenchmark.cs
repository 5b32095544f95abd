using System.Diagnostics;
using System.Globalization;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Sharding;
using MedSsl.Shards;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks;

/// <summary>
/// The builder of shards on the embedded store: series of a hundred samples wait, and one pass seals them; images of 224 x 224 first, then small ones, for one, ten and a
/// hundred times as many that wait at once and that are in the dataset when more come. Memory is looked at in passes of their own, because the full collections that it takes
/// hold the builder up.
/// </summary>
internal static class BuilderBenchmark
{
    private const int SamplesOfSeries = 100;
    private const int Series = 20;
    private const int Large = 224;
    private const int Small = 16;
    private const double WantedMegabytes = 256; // a version's rows, and row groups of the catalogue files that are merged; not what waits or is there already
    private const double WantedRatio = 0.7; // of the speed with the fewest samples

    private static readonly TimeSpan SealAfter = TimeSpan.FromMilliseconds(100);

    private static readonly int[] Factors = [1, 10, 100];

    public static IEnumerable<BenchmarkRow> Run() => TemporaryFolder.Run(folder => RunAsync(folder, Factors));

    /// <summary>Three hundred times as many as the fewest too, about twenty minutes on a loaded machine.</summary>
    public static IEnumerable<BenchmarkRow> RunLong() => TemporaryFolder.Run(folder => RunAsync(folder, [.. Factors, 300]));

    private static async Task<List<BenchmarkRow>> RunAsync(string folder, int[] factors)
    {
        await using var app = Build(folder);
        var store = app.Services.GetRequiredService<IObjectStore>();
        await store.EnsureReadyAsync(CancellationToken.None);
        var bus = app.Services.GetRequiredService<IBusControl>();
        await bus.StartAsync();
        var builder = app.Services.GetServices<IReconciler>().Single(reconciler => reconciler.Name == "datasets");

        await SealAsync(store, builder, "warm-up", 0, Series, Large, watched: true);
        var large = await SealAsync(store, builder, "large", 0, 2 * Series, Large);
        var rows = new List<BenchmarkRow>
        {
            new($"seal {2 * Series * SamplesOfSeries} samples of {Large} x {Large}", 2 * Series * SamplesOfSeries / large.Seconds, "samples/s"),
            new("the same", large.Bytes / large.Seconds / 1e6, "MB/s"),
        };

        var fewest = 0.0;
        foreach (var factor in factors)
        {
            var there = factor * Series * SamplesOfSeries;
            var sealing = await SealAsync(store, builder, $"small-{factor}", 0, factor * Series, Small);
            var speed = there / sealing.Seconds;
            fewest = fewest == 0 ? speed : fewest;
            rows.Add(new($"{there:N0} small samples sealed", speed, "samples/s", Goal: $">= {WantedRatio} of the first", Met: speed >= WantedRatio * fewest));
            rows.Add(new("processor time of a sample", sealing.ProcessorSeconds / there * 1e6, "us"));
            rows.Add(new($"{Series * SamplesOfSeries:N0} more come to {there:N0}", (await SealAsync(store, builder, $"small-{factor}", factor * Series, Series, Small)).Seconds, "s"));
            rows.Add(Memory($"live memory while {there:N0} wait", (await SealAsync(store, builder, $"watched-{factor}", 0, factor * Series, Small, watched: true)).Peak));
            rows.Add(Memory("live memory while more come", (await SealAsync(store, builder, $"watched-{factor}", factor * Series, Series, Small, watched: true)).Peak));
        }

        rows.Add(new("largest working set of the process", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB"));
        await bus.StopAsync();
        return rows;
    }

    private static BenchmarkRow Memory(string what, double bytes) => new(what, bytes / 1e6, "MB", Goal: $"<= {WantedMegabytes} MB", Met: bytes / 1e6 <= WantedMegabytes);

    private static WebApplication Build(string folder)
    {
        var builder = ServiceHost.CreateBuilder(
            ["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", $"--Hosting:DataFolder={folder}", $"--Sharding:SealAfter={SealAfter}", "--Sharding:ShardBytes=16000000"]);
        return ServiceHost.Build(builder, ShardingExtensions.Module with { AddConsumers = _ => { } });
    }

    /// <summary>Stages series and seals them in one pass: what that took, bytes of their bundles, and, where it is watched, the most that full collections left meanwhile.</summary>
    private static async Task<(double Seconds, double ProcessorSeconds, double Bytes, double Peak)> SealAsync(
        IObjectStore store, IReconciler builder, string dataset, int first, int series, int size, bool watched = false)
    {
        double bytes = 0;
        for (var i = first; i < first + series; i++)
        {
            bytes += await StageAsync(store, dataset, i, size);
        }

        await Task.Delay(2 * SealAfter, TimeProvider.System);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        double peak = 0;
        Look();
        var watching = watched ? WatchAsync() : Task.CompletedTask;
        var (start, processor) = (Stopwatch.GetTimestamp(), ProcessorTime());
        var ended = await builder.ReconcileAsync(CancellationToken.None);
        var (seconds, used) = (Stopwatch.GetElapsedTime(start).TotalSeconds, (ProcessorTime() - processor).TotalSeconds);
        timer.Dispose();
        await watching;
        return ended == series ? (seconds, used, bytes, peak) : throw new InvalidOperationException($"{ended} of {series} series were sealed.");

        async Task WatchAsync()
        {
            while (await timer.WaitForNextTickAsync())
            {
                Look();
            }
        }

        void Look()
        {
            GC.Collect();
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }

        static TimeSpan ProcessorTime() => Process.GetCurrentProcess().TotalProcessorTime;
    }

    private static async Task<double> StageAsync(IObjectStore store, string dataset, int series, int size)
    {
        using var tar = new MemoryStream();
        var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.{series}");
        ShardWriter.Write(tar, Enumerable.Range(0, SamplesOfSeries).Select(i => Sample(uid, i, size)));
        tar.Position = 0;
        var sha256 = Sha256Digest.Of(tar.GetBuffer().AsSpan(0, (int)tar.Length));
        var bundle = await store.PutAsync(ObjectKeys.NormalizedBundle("v1", "CT", uid, sha256), tar, "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
        var record = new NormalizationRecord
        {
            Dataset = dataset, Modality = "CT", SeriesUid = uid, ManifestSha256 = sha256, ReferenceVersion = "v1", SampleCount = SamplesOfSeries, Bundle = bundle.Object, Failures = [],
        };
        await store.PutJsonAsync(ObjectKeys.StagedSeries(dataset, uid), record, PutCondition.Overwrite, CancellationToken.None);
        return bundle.Object.Bytes;
    }

    private static EncodedSample Sample(string series, int number, int size)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"{series}.{number}");
        var metadata = new SampleMetadata
        {
            Key = SampleKey.Of(uid, 0), Modality = "CT", PatientId = $"patient-{series}", StudyUid = $"{series}.0", SeriesUid = series, SopInstanceUid = uid, Frame = 0, InstanceNumber = number,
            Width = size, Height = size, ValueScale = 0.25, ValueOffset = -1, ReferenceVersion = "v1", Energies = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], BodyPart = "CHEST", ScannerModel = "Maker Model 1",
        };
        return new EncodedSample(metadata, SampleCodec.Encode(CodecBenchmark.Generated(size, size, (ulong)number).Pixels, size, size));
    }
}
