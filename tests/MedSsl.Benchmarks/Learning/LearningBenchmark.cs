using System.Globalization;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Training;
using MedSsl.Testing;

namespace MedSsl.Benchmarks.Learning;

/// <summary>
/// Does pretraining on the development images beat random weights? Imports them and trains by the platform's own commands, once per recipe and seed, and asks linear probes of the
/// registered backbones (<see cref="LabelledTask"/>). Goes on where it was: runs that are registered in the folder are not trained again.
/// </summary>
internal static class LearningBenchmark
{
    private const string Dataset = "dev";
    private const int RandomSeeds = 3;
    private const string Goal = "above random, p < 0.05";

    /// <summary>The tasks whose figures count towards the goal come first.</summary>
    private static readonly (string Task, string? Positive)[] Tasks =
        [("cxr_abnormality", "1"), ("us_lesion", "2"), ("mr_tumour_slice", "1"), ("ct_hemorrhage", "1"), ("mr_tumour_type", null)];

    /// <summary>Some seeds of the small recipe (<c>MEDSSL_LEARNING_SEEDS</c>, else 1,2,3), cross-validated.</summary>
    public static IEnumerable<BenchmarkRow> Run() => RunAsync(
        [.. (Environment.GetEnvironmentVariable("MEDSSL_LEARNING_SEEDS") ?? "1,2,3").Split(',').Select(seed => new LearningRun($"small-data-{seed}", "small-data", [$"seed={seed}"]))], Folds.CrossValidated).GetAwaiter().GetResult();

    /// <summary>
    /// The objectives at equal compute, each with one seed: equal batches and as many pixels, so that SimCLR, which has no small crops, takes 500 steps where the others take 400. The hybrid
    /// one is taught by labels of the training side, so that all are scored on the test side of the set's own division.
    /// </summary>
    public static IEnumerable<BenchmarkRow> Compare() => RunAsync(
    [
        new LearningRun("small-data-1", "small-data", ["seed=1"]),
        new LearningRun("single-1", "small-data", ["seed=1", "clustering=Single", "prototypes=128"]),
        new LearningRun("hybrid-1", "hybrid", ["seed=1", "labels=cxr_abnormality,ct_hemorrhage,mr_tumour_slice"]),
        new LearningRun("simclr-1", "simclr", ["seed=1", "steps=500"]),
    ], Folds.Given).GetAwaiter().GetResult();

    private static async Task<List<BenchmarkRow>> RunAsync(IReadOnlyList<LearningRun> runs, Folds folds)
    {
        var home = Environment.GetEnvironmentVariable("MEDSSL_LEARNING_HOME") ?? Path.Combine(Repository.Root, "artifacts", "learning");
        using var platform = new TrainedBackbones(home, Dataset);
        await platform.ImportAsync(Path.Combine(Repository.DevelopmentData(), "manifest.csv"));
        var rows = new List<BenchmarkRow>();
        var models = new List<ModelVersionRecord>();
        foreach (var run in runs)
        {
            models.Add(await platform.TrainAsync(run));
            rows.AddRange(await CurveAsync(platform, run));
        }

        foreach (var (name, positive) in Tasks)
        {
            using var task = await platform.TaskAsync(name, positive, folds);
            var random = Enumerable.Range(0, RandomSeeds).Select(seed => task.Probe(BackboneFeatures.Random(models[0].Backbone, (ulong)seed))).ToList();
            foreach (var (run, model) in runs.Zip(models))
            {
                var answers = task.Probe(await platform.OpenAsync(model));
                var (auc, mean, interval, p) = task.Compare(answers, random);
                Console.WriteLine(FormattableString.Invariant($"{run.Id} {name}: {auc:F3}, random {string.Join(" ", random.Select(one => task.Auc(one).ToString("F3")))}, difference {interval?.Low:F3} to {interval?.High:F3}, p {p:F3}"));
                rows.Add(new BenchmarkRow($"{run.Id} {name} AUC", auc, "", "mean of 3 random", mean, $"{Goal} ({p:F3})", auc > mean && p < 0.05));
            }
        }

        return rows;
    }

    /// <summary>How far below ln K each modality ended, and the mean cosine: of the last steps.</summary>
    private static async Task<IEnumerable<BenchmarkRow>> CurveAsync(TrainedBackbones platform, LearningRun run)
    {
        const int LastSteps = 20;
        var recipe = run.Recipe();
        var curve = (await platform.CurveAsync(run.Id)).TakeLast(LastSteps).ToList();
        var collapsed = recipe.Objective == ObjectiveKind.Swav ? Math.Log(recipe.Prototypes) : (double?)null;
        return curve[^1].LossPerModality.Keys.Order(StringComparer.Ordinal).Select(modality =>
        {
            var loss = curve.Average(step => step.LossPerModality[modality]);
            return new BenchmarkRow($"{run.Id} {modality} loss", loss, "nats", collapsed is null ? "" : "ln K", collapsed, collapsed is null ? "" : "ln K - 0.3", collapsed is null ? null : loss <= collapsed - 0.3);
        }).Append(new BenchmarkRow($"{run.Id} mean cosine", curve.Average(step => step.MeanCosine), "", Goal: "< 0.5", Met: curve.Average(step => step.MeanCosine) < 0.5));
    }
}
