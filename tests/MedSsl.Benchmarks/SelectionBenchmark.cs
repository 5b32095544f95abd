using MedSsl.Catalogue;
using MedSsl.Catalogue.Selection;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;

namespace MedSsl.Benchmarks;

/// <summary>A dataset defined over a catalogue of a million generated samples of ten thousand patients in four files: how long the selection takes, and its memory.</summary>
internal static class SelectionBenchmark
{
    private const int Patients = 10_000;
    private const int SamplesOfPatient = 100;
    private const int Files = 4;

    public static IEnumerable<BenchmarkRow> Run() => TemporaryFolder.Run(RunAsync);

    private static async Task<List<BenchmarkRow>> RunAsync(string folder)
    {
        var files = new List<FileStream>();
        for (var part = 0; part < Files; part++)
        {
            var file = new FileStream(Path.Combine(folder, $"{part}.parquet"), FileMode.CreateNew, FileAccess.ReadWrite);
            await CatalogueFile.WriteAsync(file, Generate(part).ToAsyncEnumerable());
            files.Add(file);
        }

        var sources = new DatasetDefinition { Sources = [new DatasetSource { Dataset = "generated", Version = 1 }] };
        var filters = sources with { Modalities = ["CT", "MR"], BodyParts = ["CHEST"], Split = PatientSplit.Train, DropsNearDuplicates = true };
        var quotas = filters with { MaxSamplesPerSeries = 8, MaxSamplesPerPatient = 20 };
        var mix = quotas with { ModalityMix = new Dictionary<string, double> { ["CT"] = 0.5, ["MR"] = 0.5 } };
        var rows = new List<BenchmarkRow>();
        foreach (var (name, definition) in ((string, DatasetDefinition)[])[("all", sources), ("filters", filters), ("filters, quotas", quotas), ("filters, quotas, mix", mix)])
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var selected = await new DatasetSelector(definition, null).SelectAsync(() => CatalogueMerge.SortedAsync([.. files.Select(FromStart)])).CountAsync();
            var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            rows.Add(new BenchmarkRow($"{name}: {selected:N0} of {Patients * SamplesOfPatient:N0}", seconds, "s"));
        }

        rows.Add(new BenchmarkRow("largest working set", System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB"));
        files.ForEach(file => file.Dispose());
        return rows;
    }

    private static IAsyncEnumerable<CatalogueRow> FromStart(FileStream file)
    {
        file.Position = 0;
        return CatalogueFile.ReadAsync(file);
    }

    /// <summary>Every patient is in each file with a series of it.</summary>
    private static IEnumerable<CatalogueRow> Generate(int part)
    {
        for (var patient = 0; patient < Patients; patient++)
        {
            for (var number = 0; number < SamplesOfPatient / Files; number++)
            {
                yield return CatalogueRow.Of($"{part}{patient / 50:x63}", new ShardSample(Metadata(part, patient, number), 100_000L * number, 90_000 + number, new string('a', 60) + $"{number:x4}"));
            }
        }
    }

    private static SampleMetadata Metadata(int part, int patient, int number)
    {
        var instance = $"2.25.{patient}.{part}.{number + 1}";
        return new SampleMetadata
        {
            Key = SampleKey.Of(instance, 0),
            Modality = (patient % 4) switch { 0 => "MR", 1 => "US", _ => "CT" },
            PatientId = $"P{patient:D12}",
            StudyUid = $"2.25.{patient}",
            SeriesUid = $"2.25.{patient}.{part}",
            SopInstanceUid = instance,
            Frame = 0,
            InstanceNumber = number + 1,
            Width = 224,
            Height = 224,
            ValueScale = 1,
            ValueOffset = 0,
            ReferenceVersion = "v1",
            BodyPart = patient % 3 == 0 ? "HEAD" : "CHEST",
            ScannerModel = $"Maker Model {patient % 40}",
            PixelSpacing = 0.7,
            NearDuplicateOf = number % 5 == 4 ? SampleKey.Of($"2.25.{patient}.{part}.{number}", 0) : null,
            Energies = [0.1 * number, 0.2, 0.3 + patient, 0.4, 0.5, 0.6],
        };
    }
}
