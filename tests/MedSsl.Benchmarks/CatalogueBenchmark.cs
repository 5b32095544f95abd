using System.Text;
using MedSsl.Catalogue;
using MedSsl.Catalogue.Lineage;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Shards.Loading;

namespace MedSsl.Benchmarks;

/// <summary>A catalogue of ten million generated samples of a hundred thousand patients: how long a question takes, and what a row costs.</summary>
internal static class CatalogueBenchmark
{
    private const int Patients = 100_000;
    private const int SamplesOfPatient = 100;
    private const int PatientsOfShard = 50;
    private const int BatchSize = 1024;
    private const int Steps = 1_000_000; // a hundred epochs
    private const double WantedSeconds = 1;

    public static IEnumerable<BenchmarkRow> Run() => TemporaryFolder.Run(RunAsync);

    private static async Task<List<BenchmarkRow>> RunAsync(string folder)
    {
        const int Rows = Patients * SamplesOfPatient;
        using var store = new FileSystemObjectStore(folder, "medssl");
        await store.EnsureReadyAsync(CancellationToken.None);
        IReadOnlyList<CataloguePart> parts = [];
        var writing = await SecondsAsync(async () => parts = await CatalogueParts.WriteAsync(store, "north", Generate().ToAsyncEnumerable(), Rows, folder, CancellationToken.None));
        await PublishAsync(store, parts);
        var patient = await MedianAsync(() => FindAsync(store, "patient_id", PatientId(Patients / 3), SamplesOfPatient));
        var sample = await MedianAsync(() => FindAsync(store, "key", SampleKey.Of(SopInstanceUid(Patients / 3, 5), 0), 1));
        var exposure = await MedianAsync(() => ExposureAsync(store, folder));
        return
        [
            new BenchmarkRow($"{Rows:N0} rows written, with their index", Rows / writing, "rows/s"),
            new BenchmarkRow("file", (double)parts[0].File.Bytes / Rows, "bytes/row"),
            new BenchmarkRow("index by key", (double)parts[0].Keys!.Bytes / Rows, "bytes/row"),
            Question("all samples of a patient", patient),
            Question("one sample by its key", sample),
            Question($"instance to its exposure in a run of {Steps:N0} steps", exposure),
            new BenchmarkRow("working set at the end", Environment.WorkingSet / 1e6, "MB"),
        ];
    }

    private static BenchmarkRow Question(string what, double seconds) => new(what, seconds, "s", Goal: $"< {WantedSeconds} s", Met: seconds < WantedSeconds);

    private static async Task FindAsync(FileSystemObjectStore store, string column, string value, int expected)
    {
        var lineage = (await Datasets(store))!;
        var found = column == "key" ? await lineage.OfKeyAsync(value, CancellationToken.None) : await lineage.OfPatientAsync(value, CancellationToken.None);
        if (found.Count != expected)
        {
            throw new InvalidOperationException($"{found.Count} rows have {column} {value}; expected {expected}");
        }
    }

    private static Task<DatasetLineage?> Datasets(FileSystemObjectStore store) => DatasetLineage.OpenAsync(store, "north", CancellationToken.None);

    /// <summary>As <c>medssl lineage --instance</c> does it, all of it anew.</summary>
    private static async Task ExposureAsync(FileSystemObjectStore store, string folder)
    {
        var rows = await (await Datasets(store))!.OfInstanceAsync(SopInstanceUid(Patients / 3, 5), CancellationToken.None);
        var run = await RunLineage.OpenAsync(store, "run-1", new ShardCache(new StoredShards(store), Path.Combine(folder, "cache")), CancellationToken.None);
        var exposure = await run!.ExposureAsync(rows, CancellationToken.None);
        if (exposure is not { Samples: 1, Times: >= 100 and <= 104 })
        {
            throw new InvalidOperationException($"{exposure} is not the exposure of one sample of {Patients * SamplesOfPatient}");
        }
    }

    /// <summary>A version with a shard of 5,000 samples for every fifty patients, and a run over it. Only the shard that is asked about has a manifest.</summary>
    private static async Task PublishAsync(FileSystemObjectStore store, IReadOnlyList<CataloguePart> parts)
    {
        const int Asked = Patients / 3 / PatientsOfShard;
        var archive = new ObjectRef { Bucket = "medssl", Key = "shards/x.tar", Sha256 = new string('a', 64), Bytes = long.MaxValue / 2, MediaType = "application/x-tar" };
        var samples = Enumerable.Range(Asked * PatientsOfShard, PatientsOfShard)
            .SelectMany(patient => Enumerable.Range(0, SamplesOfPatient).Select(number => Sample(patient, number)))
            .OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal).ToList();
        var manifest = new ShardManifest { FormatVersion = ShardManifest.CurrentFormat, Id = ShardOf(Asked * PatientsOfShard), Modality = "CT", Shard = archive, Samples = samples };
        var stored = (await store.PutJsonAsync(ObjectKeys.ShardManifest(manifest.Id), manifest, PutCondition.Overwrite, CancellationToken.None)).Object;
        var shard = DatasetShard.Of(manifest, stored);
        var dataset = new DatasetManifest
        {
            Dataset = "north",
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Shards = [.. Enumerable.Range(0, Patients / PatientsOfShard).Select(i => shard with { ShardId = ShardOf(i * PatientsOfShard) })],
            Catalogue = parts,
            CompletedImports = [],
            SplitRule = PatientSplit.DefaultRule,
        };
        await store.PutJsonAsync(ObjectKeys.DatasetVersion("north", 1), dataset, PutCondition.Overwrite, CancellationToken.None);
        var streams = await ModalityStreams.OfAsync(dataset, SampleSelection.Images, 1, new ShardCache(new StoredShards(store), "unused"), CancellationToken.None);
        var order = new RunOrder { RunId = "run-1", Dataset = "north", DatasetVersion = 1, Selection = SampleSelection.Images, Seed = 1, Rows = new Dictionary<string, int> { ["CT"] = BatchSize }, Identity = streams.Identity };
        await store.PutJsonAsync(ObjectKeys.RunOrder("run-1"), order, PutCondition.Overwrite, CancellationToken.None);
        await store.PutAsync(ObjectKeys.RunCurve("run-1"), new MemoryStream(Encoding.UTF8.GetBytes($$"""{"step":{{Steps}}}""")), "application/jsonl", PutCondition.Overwrite, CancellationToken.None);
    }

    private static async Task<double> MedianAsync(Func<Task> question)
    {
        var seconds = new double[5];
        for (var round = 0; round < seconds.Length; round++)
        {
            seconds[round] = await SecondsAsync(question);
        }

        return seconds.Order().ElementAt(seconds.Length / 2);
    }

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static IEnumerable<CatalogueRow> Generate()
    {
        for (var patient = 0; patient < Patients; patient++)
        {
            for (var number = 0; number < SamplesOfPatient; number++)
            {
                yield return CatalogueRow.Of(ShardOf(patient), Sample(patient, number));
            }
        }
    }

    private static string ShardOf(int patient) => $"{patient / PatientsOfShard:x64}";

    private static ShardSample Sample(int patient, int number) =>
        new(Metadata(patient, number), 100_000L * number, 90_000 + number, new string('a', 60) + $"{number:x4}");

    private static SampleMetadata Metadata(int patient, int number) => new()
    {
        Key = SampleKey.Of(SopInstanceUid(patient, number), 0),
        Modality = "CT",
        PatientId = PatientId(patient),
        StudyUid = $"2.25.{patient}",
        SeriesUid = $"2.25.{patient}.1",
        SopInstanceUid = SopInstanceUid(patient, number),
        Frame = 0,
        InstanceNumber = number + 1,
        Width = 224,
        Height = 224,
        ValueScale = 1,
        ValueOffset = 0,
        ReferenceVersion = "v1",
        BodyPart = "CHEST",
        ScannerModel = $"Maker Model {patient % 40}",
        PixelSpacing = 0.7,
        Energies = [0.1 * number, 0.2, 0.3 + patient, 0.4, 0.5, 0.6],
    };

    private static string PatientId(int patient) => $"P{patient:D12}";

    private static string SopInstanceUid(int patient, int number) => $"2.25.{patient}.1.{number + 1}";
}
