using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Phantoms;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Native;
using MedSsl.Learning.Tests.Augmentation;
using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>
/// All views of one image on one thread: tensor operations against the plain C# that they took the place of. In processor time, because that is what
/// preparation takes from a training that runs on the same cores, and because it says something on a loaded machine too.
/// </summary>
internal static class AugmentBenchmark
{
    private const int Rounds = 9;
    private const int Calls = 8;

    public static IEnumerable<BenchmarkRow> Run()
    {
        TorchRuntime.EnsureLoaded();
        using var alone = new OneThread();
        foreach (var (name, size) in new[] { ("demo", 224), ("small-data", 224), ("mixed-modality", 224), ("mixed-modality", 512) })
        {
            var recipe = TrainingRecipe.BuiltIn[name];
            var settings = recipe.Augmentation();
            var bands = new EnergyBandSettings();
            var image = Phantoms.Draw("chest_nodule", true, size, 1, 1, 0).Prepare();
            var reference = ReferenceEnergies.Fit("CR", "v1", bands, [EnergyBandDecomposition.Energies(image, bands)]);
            using var augmentation = new MultiCropAugmentation(settings);
            var plain = new ReferenceAugmentation(settings);
            var views = settings.Crops.SelectMany(group => Enumerable.Range(0, group.Count).Select(_ => new float[group.Size * group.Size])).ToList();
            ulong key = 0;
            var (tensors, loops) = Alternating(
                () =>
                {
                    using var scope = NewDisposeScope();
                    augmentation.Apply([augmentation.Draw(image, "CR", reference, recipe.Seed, key++)], CPU);
                },
                () => plain.Apply(image, "CR", reference, recipe.Seed, [key++], view => views[view]));
            yield return new BenchmarkRow($"{views.Count} views of {size} x {size}, recipe {name}", tensors, "ms/image", "plain C#, same run", loops, "not slower", tensors <= loops);
        }
    }

    // Milliseconds of processor time of one call, the median of the rounds.
    private static (double First, double Second) Alternating(Action first, Action second)
    {
        Measure.Once(first);
        Measure.Once(second);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (First: ProcessorTime(first), Second: ProcessorTime(second))).ToList();
        return (rounds.Select(round => round.First).Order().ElementAt(Rounds / 2), rounds.Select(round => round.Second).Order().ElementAt(Rounds / 2));
    }

    private static double ProcessorTime(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Calls; i++)
        {
            action();
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Calls;
    }
}
