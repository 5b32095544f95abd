using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Training.Runs;

/// <summary>
/// The labelled images on which a run is probed: of the training side only, by the rule that benchmarks go by (<see cref="RunLabels"/>), so that looking at the probe uses up nothing that a
/// benchmark will be scored on.
/// </summary>
internal static class RunProbe
{
    private const int MostImages = 400; // a few seconds on two cores
    private const int LargestSide = 128; // pixels; what is kept in memory

    /// <summary>The set, or every reason why there is none; nothing of both where the recipe asks for none.</summary>
    public static async Task<(ProbeSet? Set, IReadOnlyList<string> Problems)> ReadAsync(
        IObjectStore store, DatasetManifest dataset, TrainingRecipe recipe, Func<string, bool> isWithdrawn, ShardCache cache, CancellationToken cancellationToken)
    {
        if (recipe.ProbeEvery == 0)
        {
            return (null, []);
        }

        var selection = ShardImages.SelectionOf(recipe);
        var (labels, problems) = await RunLabels.ReadAsync(store, dataset, recipe with { Labels = [recipe.ProbeLabel] }, selection, cache, cancellationToken);
        if (labels is null)
        {
            return (null, [.. problems.Select(problem => $"probeLabel: {problem}")]);
        }

        using var images = await NormalizedImages.OpenAsync(dataset, cache, selection, cancellationToken);
        var chosen = images.Samples.Index()
            .Select(sample => (sample.Index, sample.Item.Key, Patient: sample.Item.PatientId, Class: ClassOf(labels, sample.Item)))
            .Where(sample => sample.Class is not null && !isWithdrawn(sample.Patient))
            .OrderBy(sample => sample.Key, StringComparer.Ordinal)
            .ToList();

        // Every n-th in the order of the keys, which are hashes: of all patients and classes, and the same ones in every attempt.
        var every = (chosen.Count + MostImages - 1) / MostImages;
        chosen = [.. chosen.Where((_, i) => i % every == 0)];
        if (chosen.DistinctBy(sample => sample.Class).Count() < 2 || chosen.DistinctBy(sample => sample.Patient).Count() < 2)
        {
            return (null, [$"probeLabel: {recipe.ProbeLabel} labels {chosen.Count} images of the training side; two classes and two patients are needed"]);
        }

        var side = Math.Min(recipe.ImageSize, LargestSide);
        List<GrayImage> pixels = [];
        foreach (var sample in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pixels.Add(Resampling.ToLongestSide(images.Read(sample.Index), side));
        }

        var set = new ProbeSet(
            recipe.ProbeLabel, pixels, [.. chosen.Select(sample => sample.Class!.Value)], labels.Task!.Kind == LabelKind.MultiClass ? labels.Task.Outputs : 2, [.. chosen.Select(sample => sample.Patient)], side);
        return (set, []);
    }

    private static int? ClassOf(RunLabels labels, SampleMetadata sample) => labels.TargetsOf(sample) is not { } targets ? null
        : labels.Task!.Kind == LabelKind.MultiClass ? targets.Index().MaxBy(target => target.Item).Index
        : (int)targets[0];
}
