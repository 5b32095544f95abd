using MedSsl.AllInOne.Commands;
using MedSsl.Imaging.Phantoms;
using MedSsl.Learning.Native;

namespace MedSsl.AllInOne.Demo;

/// <summary>What a demo shows: settings small enough for minutes on two cores, and the data.</summary>
internal sealed record DemoScenario
{
    /// <summary>
    /// What ten minutes hold where the backbone has to run in float32 (24 images a second on two cores with AVX2): the whole path, too little training
    /// to learn from.
    /// </summary>
    private static readonly Dictionary<string, string> ShortRun = new() { ["steps"] = "56", ["warmupSteps"] = "8" };

    /// <summary>Configuration of the demo.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>Folder with a manifest; null to draw phantoms.</summary>
    public string? Data { get; init; }

    /// <summary>Recipe of the run.</summary>
    public required string Recipe { get; init; }

    /// <summary>Values that replace the recipe's.</summary>
    public IReadOnlyDictionary<string, string>? Overrides { get; init; }

    /// <summary>Phantoms to train on, and others to test on: other patients, drawn from another seed.</summary>
    public PhantomStudies.Plan TrainPhantoms { get; } = new(Phantoms.Tasks, Patients: 100, ImagesPerPatient: 2, Size: 128, Seed: 1);

    /// <inheritdoc cref="TrainPhantoms"/>
    public PhantomStudies.Plan TestPhantoms { get; } = new(Phantoms.Tasks, Patients: 100, ImagesPerPatient: 1, Size: 128, Seed: 2);

    /// <summary>The scenario for a folder of real images, or for phantoms.</summary>
    public static DemoScenario For(string? data)
    {
        if (data is null)
        {
            return new DemoScenario
            {
                Settings = ["--Normalization:WorkingSize=96", "--Normalization:ReferenceImages=64", "--Sharding:ShardBytes=1000000", "--Training:CheckpointInterval=00:00:20"],
                Recipe = "demo",
                Overrides = BFloat16Support.InProcessor ? null : ShortRun,
            };
        }

        var folder = Path.GetFullPath(data);
        return File.Exists(Path.Combine(folder, "manifest.csv"))
            ? new DemoScenario
            {
                Settings = ["--Normalization:WorkingSize=96", "--Normalization:ReferenceImages=100", "--Sharding:ShardBytes=8000000", "--Training:CheckpointInterval=00:00:30"],
                Data = folder,
                Recipe = "demo",
            }
            : throw new UsageException($"--data {folder}: expected a folder with a manifest.csv, found none");
    }
}
