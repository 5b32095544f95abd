using MedSsl.Learning.Probes;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;
using MedSsl.Shards;
using MedSsl.Shards.Loading;

namespace MedSsl.Training.Runs;

/// <summary>The images of a dataset version as the trainer sees them, in the order of the run.</summary>
internal sealed class ShardImages : ITrainingImages, IDisposable
{
    private readonly ModalityStreams streams;
    private readonly SampleLoader loader;
    private readonly TombstoneWatch withdrawn;
    private readonly RunLabels labels;

    /// <summary>Set once, before the training begins.</summary>
    public ProbeSet? Probe { get; set; }

    private ShardImages(ModalityStreams streams, SampleLoader loader, TombstoneWatch withdrawn, RunLabels labels)
    {
        (this.streams, this.loader, this.withdrawn, this.labels) = (streams, loader, withdrawn, labels);
        Modalities = [.. streams.Modalities];
    }

    public IReadOnlyList<string> Modalities { get; }

    public string Identity => streams.Identity;

    public long Revision => withdrawn.Revision;

    public LabelTask? Labels => labels.Task;

    /// <summary>Which images a recipe trains on.</summary>
    public static SampleSelection SelectionOf(TrainingRecipe recipe) => recipe.SkipNearDuplicates ? SampleSelection.DistinctImages : SampleSelection.Images;

    /// <summary>The images that a recipe trains on.</summary>
    public static async Task<ShardImages> OpenAsync(
        DatasetManifest dataset, TrainingRecipe recipe, ShardCache cache, RunLabels labels, TombstoneWatch withdrawn, Action<DatasetShard, string> corruptShard, CancellationToken cancellationToken)
    {
        var streams = await ModalityStreams.OfAsync(dataset, SelectionOf(recipe), recipe.Seed, cache, cancellationToken);

        // A batch is prepared while the one before it is in use, so rows of two are read at once at most.
        var events = new LoaderEvents { IsWithdrawn = withdrawn.Contains, CorruptShard = corruptShard };
        return new ShardImages(streams, await SampleLoader.OpenAsync(dataset, streams, cache, 2 * recipe.BatchSize, events, cancellationToken), withdrawn, labels);
    }

    /// <summary>The record of the order, when batches are divided so.</summary>
    public RunOrder OrderOf(string runId, DatasetManifest dataset, IReadOnlyList<ModalitySlice> slices) => new()
    {
        RunId = runId,
        Dataset = dataset.Dataset,
        DatasetVersion = dataset.Version,
        Selection = streams.Selection,
        Seed = streams.Seed,
        Rows = slices.ToDictionary(slice => slice.Modality, slice => slice.Quota),
        Identity = Identity,
    };

    public long Count(string modality) => streams.Count(modality);

    public TrainingImage Read(string modality, long draw)
    {
        using var sample = loader.Read(modality, draw);
        var replaced = sample.Missing is { } reason ? new ReplacedDraw(modality, draw, sample.Draw, reason) : null;
        return new TrainingImage(sample.Metadata.Key, sample.Restore(), sample.Reference, replaced, labels.TargetsOf(sample.Metadata));
    }

    public void Dispose() => loader.Dispose();
}
