using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Phantoms;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Native;
using MedSsl.Learning.Tests.Augmentation;
using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>All views of one image on one core: tensor operations against the plain C# that they took the place of.</summary>
internal static class AugmentBenchmark
{
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
            var (tensors, loops) = Measure.Alternating(
                () =>
                {
                    using var scope = NewDisposeScope();
                    augmentation.Apply([augmentation.Draw(image, "CR", reference, recipe.Seed, key++)], CPU);
                },
                () => plain.Apply(image, "CR", reference, recipe.Seed, [key++], view => views[view]),
                rounds: 31);
            yield return new BenchmarkRow($"{views.Count} views of {size} x {size}, recipe {name}", tensors * 1e3, "ms/image", "plain C#, same run", loops * 1e3, "not slower", tensors <= loops);
        }
    }
}
