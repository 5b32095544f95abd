using System.Diagnostics;
using System.Threading.Channels;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Hosting;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Phantoms;
using MedSsl.Normalization;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Benchmarks;

/// <summary>
/// The whole normalization service on its embedded defaults: a completed CT series as event in, the normalized bundle and its event out. Slices are 512 x
/// 512 of 16 bits, uncompressed; a series lists the same few in turn, so that files come from the page cache. Series are as many at once as there are
/// cores. Memory is what a full collection leaves, looked at while one series is on its way.
/// </summary>
internal static class NormalizeServiceBenchmark
{
    private const int DistinctSlices = 32;
    private const int Slices = 200;
    private const int Rounds = 3;
    private const int Repetitions = 50;
    private const int Passes = 2;
    private const int ShortSeries = 100;
    private const int LongSeries = 1600;
    private const double WantedSlicesPerSecond = 250;
    private const double WantedGrowth = 1.1;
    private const double MetadataBytes = 4000; // what a bundle's index needs of each sample; the pixels of a slice are half a megabyte

    public static IEnumerable<BenchmarkRow> Run() => TemporaryFolder.Run(RunAsync);

    private static async Task<List<BenchmarkRow>> RunAsync(string folder)
    {
        await using var app = Build(folder);
        await app.Services.GetRequiredService<IObjectStore>().EnsureReadyAsync(CancellationToken.None);
        await app.StartAsync();
        var service = await Service.PrepareAsync(app);
        await service.SecondsAsync(2 * Environment.ProcessorCount, Slices); // warm-up

        var rates = new List<double>();
        var processor = Environment.CpuUsage.TotalTime;
        for (var round = 0; round < Rounds; round++)
        {
            var series = 2 * Environment.ProcessorCount;
            rates.Add(series * Slices / await service.SecondsAsync(series, Slices));
        }

        var processorPerSlice = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / (Rounds * 2 * Environment.ProcessorCount * Slices);

        var rate = rates.Order().ElementAt(Rounds / 2);
        var perShort = await service.SecondsAsync(1, ShortSeries) / ShortSeries;
        var perLong = await service.SecondsAsync(1, LongSeries) / LongSeries;
        var (measured, materialized) = ReadingMilliseconds();
        var (shortPeak, longPeak) = (await service.PeakAsync(ShortSeries), await service.PeakAsync(LongSeries));
        var growth = (longPeak - shortPeak) / (LongSeries - ShortSeries);
        await app.StopAsync();
        return
        [
            new($"CT series to bundle, {Environment.ProcessorCount} cores", rate, "slices/s", "", null, $">= {WantedSlicesPerSecond} on 2 cores", rate >= WantedSlicesPerSecond),
            new("processor time per slice", processorPerSlice, "ms"),
            new("read a measured image of 224 x 224", measured, "ms", "a materialized one", materialized),
            new($"time per slice, 1 series of {LongSeries}", 1e3 * perLong, "ms", $"1 series of {ShortSeries}", 1e3 * perShort, "linear: <= 1.1 x", perLong <= WantedGrowth * perShort),
            new($"live memory, 1 series of {LongSeries}", longPeak / 1e6, "MB", $"1 series of {ShortSeries}", shortPeak / 1e6),
            new("live memory per further slice", growth / 1e3, "kB", "", null, $"metadata only: <= {MetadataBytes / 1e3} kB", growth <= MetadataBytes),
        ];
    }

    /// <summary>Milliseconds of one core to read an image of either mode as a model sees it, without the disk.</summary>
    private static (double Measured, double Materialized) ReadingMilliseconds()
    {
        var image = Resampling.ToLongestSide(Phantoms.Draw("head_bleed", positive: true, 512, seed: 1, patient: 0, instance: 0).Prepare(), 224);
        var energies = EnergyBandDecomposition.Energies(image, new EnergyBandSettings());
        var reference = ReferenceEnergies.Fit("CT", "v1", new EnergyBandSettings(), [energies]);
        var prepared = Encoded(StoredValues.Unit, image);
        var normalized = Encoded(StoredValues.Normalized, EnergyNormalization.Normalize(image, reference, Passes).Image);
        var (first, second) = Measure.Alternating(
            () => Repeat(() => EnergyNormalization.NormalizeMeasured(StoredValues.Unit.Restore(SampleCodec.Decode(prepared)), reference, energies, Passes)),
            () => Repeat(() => StoredValues.Normalized.Restore(SampleCodec.Decode(normalized))));
        return (1e3 * first / Repetitions, 1e3 * second / Repetitions);

        static byte[] Encoded(StoredValues values, GrayImage image) => SampleCodec.Encode(values.Quantize(image.Pixels), image.Width, image.Height);

        static void Repeat(Action action)
        {
            for (var i = 0; i < Repetitions; i++)
            {
                action();
            }
        }
    }

    private static WebApplication Build(string folder)
    {
        var builder = ServiceHost.CreateBuilder(["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", $"--Hosting:DataFolder={folder}"]);
        var listener = new ServiceModule("listener", host => host.Services.AddSingleton(Channel.CreateUnbounded<string>()), bus => bus.AddConsumer<Listener>());
        return ServiceHost.Build(builder, NormalizationExtensions.Module, listener);
    }

    /// <summary>The service, its input in the store, and what it said.</summary>
    private sealed class Service(IObjectStore store, IBus bus, Channel<string> heard, ObjectRef[] files)
    {
        private int _series;

        public static async Task<Service> PrepareAsync(WebApplication app)
        {
            var store = app.Services.GetRequiredService<IObjectStore>();
            var files = new ObjectRef[DistinctSlices];
            for (var slice = 0; slice < DistinctSlices; slice++)
            {
                using var content = new MemoryStream(Slice(slice));
                files[slice] = (await store.PutAsync(ObjectKeys.RawInstance("bench", "1.1", $"1.1.{slice}"), content, "application/dicom", PutCondition.Overwrite, CancellationToken.None)).Object;
            }

            var reference = ReferenceEnergies.Fit("CT", "v1", new EnergyBandSettings(), [[0.02, 0.02, 0.03, 0.05, 0.08, 0.25]]);
            await store.PutJsonAsync(ObjectKeys.Reference("CT", "v1"), reference, PutCondition.Overwrite, CancellationToken.None);
            return new Service(store, app.Services.GetRequiredService<IBus>(), app.Services.GetRequiredService<Channel<string>>(), files);
        }

        /// <summary>Seconds from the first event to the last answer.</summary>
        public async Task<double> SecondsAsync(int series, int slices)
        {
            var messages = new List<SeriesCompleted>();
            for (var i = 0; i < series; i++)
            {
                messages.Add(await AddAsync($"1.2.{_series++}", slices));
            }

            var start = Stopwatch.GetTimestamp();
            foreach (var message in messages)
            {
                await bus.Publish(message);
            }

            for (var i = 0; i < series; i++)
            {
                await heard.Reader.ReadAsync();
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        /// <summary>Largest number of bytes that were in use at once, beyond what is in use when nothing happens.</summary>
        public async Task<double> PeakAsync(int slices)
        {
            var atRest = GC.GetTotalMemory(forceFullCollection: true);
            var work = SecondsAsync(1, slices);
            long peak = 0;
            while (!work.IsCompleted)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(20);
            }

            await work;
            return peak - atRest;
        }

        private async Task<SeriesCompleted> AddAsync(string uid, int slices)
        {
            var manifest = new SeriesManifest
            {
                Dataset = "bench",
                Modality = "CT",
                PatientId = "p",
                StudyUid = "1.2",
                SeriesUid = uid,
                Instances = [.. Enumerable.Range(0, slices).Select(i => new SeriesInstance { SopInstanceUid = $"{uid}.{i}", InstanceNumber = i, File = files[i % files.Length] })],
            };
            var stored = await store.PutJsonAsync(ObjectKeys.SeriesManifest("bench", uid), manifest, PutCondition.Overwrite, CancellationToken.None);
            return new SeriesCompleted { Dataset = "bench", Modality = "CT", SeriesUid = uid, InstanceCount = slices, Manifest = stored.Object, CompletedAt = DateTimeOffset.UnixEpoch };
        }

        private static byte[] Slice(int number)
        {
            var phantom = Phantoms.Draw("head_bleed", positive: true, 512, seed: 1, patient: number / 8, instance: number);
            return SecondaryCapture.Write(new SecondaryCaptureImage
            {
                SopClass = SopClasses.OfModality("CT"),
                PatientId = "p",
                StudyUid = "1.2",
                SeriesUid = "1.1",
                SopInstanceUid = $"1.1.{number}",
                InstanceNumber = number,
                Modality = "CT",
                Rows = phantom.Height,
                Columns = phantom.Width,
                BitsAllocated = 16,
                BitsStored = phantom.BitsStored,
                Signed = phantom.Signed,
                Photometric = phantom.Photometric,
                PixelData = SecondaryCapture.Pack(phantom.StoredValues, 16),
                RescaleSlope = phantom.RescaleSlope,
                RescaleIntercept = phantom.RescaleIntercept,
                PixelSpacing = phantom.PixelSpacing,
            });
        }
    }

    private sealed class Listener(Channel<string> heard) : IConsumer<SeriesNormalized>
    {
        public Task Consume(ConsumeContext<SeriesNormalized> context) => heard.Writer.WriteAsync(context.Message.SeriesUid).AsTask();
    }
}
