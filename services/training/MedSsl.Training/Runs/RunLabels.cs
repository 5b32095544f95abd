using MedSsl.Catalogue.Labels;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Training.Runs;

/// <summary>
/// What the labels of a dataset version teach a run. Only images of the training side teach: who has an image on the test side of one of the labels, by the rule that benchmarks go by
/// (<see cref="LabelSplit"/>), teaches by none of them, so that a benchmark scores nothing that was taught.
/// </summary>
internal sealed class RunLabels
{
    private readonly IReadOnlyList<TaskLabels> labels;
    private readonly HashSet<string> testPatients;

    private RunLabels(LabelTask? task, IReadOnlyList<TaskLabels> labels, HashSet<string> testPatients) => (Task, this.labels, this.testPatients) = (task, labels, testPatients);

    /// <summary>Of a run that learns without labels.</summary>
    public static RunLabels None { get; } = new(null, [], []);

    /// <summary>The answers that are learned; null where the recipe names no labels.</summary>
    public LabelTask? Task { get; }

    /// <summary>The labels that a recipe names, or every reason why they cannot be used.</summary>
    public static async Task<(RunLabels? Labels, IReadOnlyList<string> Problems)> ReadAsync(
        IObjectStore store, DatasetManifest dataset, TrainingRecipe recipe, SampleSelection selection, ShardCache cache, CancellationToken cancellationToken)
    {
        if (recipe.Labels.Count == 0)
        {
            return (None, []);
        }

        var (labels, problems) = await TablesAsync(store, dataset, recipe.Labels, cancellationToken);
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var images = new List<SampleMetadata>();
        foreach (var shard in dataset.Shards)
        {
            var content = await ShardContent.LoadAsync(shard, cache, cancellationToken);
            images.AddRange(content.Samples.OfType<ShardSample>().Select(sample => sample.Metadata).Where(sample => selection.Holds(sample)));
        }

        var testPatients = TestPatients(labels, images);
        var taught = images.Where(image => !testPatients.Contains(image.PatientId)).ToList();
        var counts = recipe.Labels.Zip(labels, (name, table) => new LabelCounts(
            name, taught.Select(image => ValueOf(table, image)).OfType<string>().CountBy(value => value, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal)));
        var (task, unusable) = LabelTask.Of([.. counts]);
        return task is null ? (null, unusable) : (new RunLabels(task, labels, testPatients), []);
    }

    /// <summary>What is taught on an image; null for one without labels and for one of a test patient.</summary>
    public IReadOnlyList<float>? TargetsOf(SampleMetadata image) =>
        Task is null || testPatients.Contains(image.PatientId) ? null : Task.TargetsOf([.. labels.Select(table => ValueOf(table, image))]);

    private static string? ValueOf(TaskLabels table, SampleMetadata image) => table.KeyOf(image) is { } key ? table.Labels[key].Value : null;

    private static HashSet<string> TestPatients(IReadOnlyList<TaskLabels> labels, IReadOnlyList<SampleMetadata> images)
    {
        var patients = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in labels)
        {
            var labelled = images.Select(image => (image.PatientId, Key: table.KeyOf(image))).Where(pair => pair.Key is not null).Select(pair => (pair.PatientId, Hint: table.Labels[pair.Key!].SplitHint)).ToList();
            var split = LabelSplit.Of(labelled.Select(pair => pair.Hint));
            patients.UnionWith(labelled.Where(pair => split.IsTest(pair.PatientId, pair.Hint)).Select(pair => pair.PatientId));
        }

        return patients;
    }

    private static async Task<(IReadOnlyList<TaskLabels> Labels, IReadOnlyList<string> Problems)> TablesAsync(
        IObjectStore store, DatasetManifest dataset, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var tables = dataset.Labels?.Tables ?? [];
        var (labels, problems) = (new List<TaskLabels>(), new List<string>());
        var read = new Dictionary<string, IReadOnlyList<LabelRow>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var (task, finding) = TaskLabels.Parse(name);
            if (tables.FirstOrDefault(table => table.Task == task) is not { } part)
            {
                var found = tables.Count == 0 ? "no labels" : $"labels of {string.Join(", ", tables.Select(table => table.Task))}";
                problems.Add($"labels: version {dataset.Version} of {dataset.Dataset} has {found}, and none of {task}; name one of them, or submit labels and train on the version that has them");
                continue;
            }

            try
            {
                var rows = read.TryGetValue(task, out var known) ? known : read[task] = await LabelTable.ReadAsync(store, part, cancellationToken);
                labels.Add(TaskLabels.Of(rows, finding));
            }
            catch (ObjectIntegrityException)
            {
                problems.Add($"labels: the table of {task} in version {dataset.Version} of {dataset.Dataset} is gone, as after the withdrawal of a patient whom it named; begin a run on the newest version");
            }
        }

        return (labels, problems);
    }
}
