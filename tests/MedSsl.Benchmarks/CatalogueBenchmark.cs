using MedSsl.Catalogue;
using MedSsl.Shards;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>A catalogue of ten million generated samples of a hundred thousand patients: how long a question takes, and what a row costs.</summary>
internal static class CatalogueBenchmark
{
    private const int Patients = 100_000;
    private const int SamplesOfPatient = 100;
    private const double WantedSeconds = 1;

    public static IEnumerable<BenchmarkRow> Run()
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            return RunAsync(Path.Combine(folder, "catalogue.parquet")).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<BenchmarkRow>> RunAsync(string path)
    {
        const double Rows = (double)Patients * SamplesOfPatient;
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        var writing = await SecondsAsync(() => CatalogueFile.WriteAsync(file, Generate().ToAsyncEnumerable()));
        var bytes = file.Length / Rows;
        var patient = await FindAsync(file, "patient_id", PatientId(Patients / 3), SamplesOfPatient);
        var sample = await FindAsync(file, "key", SampleKey.Of(SopInstanceUid(Patients / 3, 5), 0), 1);
        return
        [
            new BenchmarkRow($"{Rows:N0} rows written", Rows / writing, "rows/s"),
            new BenchmarkRow("file", bytes, "bytes/row"),
            new BenchmarkRow("all samples of a patient", patient, "s", Goal: $"< {WantedSeconds} s", Met: patient < WantedSeconds),
            new BenchmarkRow("one sample by its key", sample, "s", Goal: $"< {WantedSeconds} s", Met: sample < WantedSeconds),
            new BenchmarkRow("working set at the end", Environment.WorkingSet / 1e6, "MB"),
        ];
    }

    private static async Task<double> FindAsync(Stream file, string column, string value, int expected)
    {
        var seconds = new double[3];
        for (var round = 0; round < seconds.Length; round++)
        {
            seconds[round] = await SecondsAsync(async () =>
            {
                var found = await CatalogueFile.FindAsync(file, column, value).CountAsync();
                if (found != expected)
                {
                    throw new InvalidOperationException($"{found} rows have {column} {value}; expected {expected}");
                }
            });
        }

        return seconds.Order().ElementAt(1);
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
                yield return CatalogueRow.Of($"{patient / 50:x64}", new ShardSample(Metadata(patient, number), 100_000L * number, 90_000 + number, new string('a', 60) + $"{number:x4}"));
            }
        }
    }

    private static SampleMetadata Metadata(int patient, int number) => new()
    {
        Key = SampleKey.Of(SopInstanceUid(patient, number), 0),
        Modality = patient % 4 == 0 ? "MR" : "CT",
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
