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

    private ShardImages(ModalityStreams streams, SampleLoader loader, TombstoneWatch withdrawn)
    {
        (this.streams, this.loader, this.withdrawn) = (streams, loader, withdrawn);
        Modalities = [.. streams.Modalities];
    }

    public IReadOnlyList<string> Modalities { get; }

    public string Identity => streams.Identity;

    public long Revision => withdrawn.Revision;

    /// <summary>The images that a recipe trains on.</summary>
    public static async Task<ShardImages> OpenAsync(
        DatasetManifest dataset, TrainingRecipe recipe, ShardCache cache, TombstoneWatch withdrawn, Action<DatasetShard, string> corruptShard, CancellationToken cancellationToken)
    {
        var selection = recipe.SkipNearDuplicates ? SampleSelection.DistinctImages : SampleSelection.Images;
        var streams = await ModalityStreams.OfAsync(dataset, selection, recipe.Seed, cache, cancellationToken);

        // A batch is prepared while the one before it is in use, so rows of two are read at once at most.
        var events = new LoaderEvents { IsWithdrawn = withdrawn.Contains, CorruptShard = corruptShard };
        return new ShardImages(streams, await SampleLoader.OpenAsync(dataset, streams, cache, 2 * recipe.BatchSize, events, cancellationToken), withdrawn);
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
        return new TrainingImage(sample.Restore(), sample.Reference, sample.Missing is { } reason ? new ReplacedDraw(modality, draw, sample.Draw, reason) : null);
    }

    public void Dispose() => loader.Dispose();
}
