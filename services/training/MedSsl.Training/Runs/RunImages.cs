using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;

namespace MedSsl.Training.Runs;

/// <summary>What a run trains on: the images of its dataset version with what their labels teach, without those of withdrawn patients.</summary>
internal sealed class RunImages : IAsyncDisposable
{
    private readonly TombstoneWatch withdrawn;

    private RunImages(ShardImages images, TombstoneWatch withdrawn) => (Images, this.withdrawn) = (images, withdrawn);

    /// <summary>The images in the order of the run.</summary>
    public ShardImages Images { get; }

    /// <summary>Every reason why the recipe cannot be trained on them; none where it can.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Opens them.</summary>
    /// <param name="store">Where dataset and tombstones are.</param>
    /// <param name="dataset">The dataset version of the run.</param>
    /// <param name="recipe">The recipe with every value.</param>
    /// <param name="cache">For the shards.</param>
    /// <param name="interval">Between two looks for withdrawn patients.</param>
    /// <param name="corruptShard">Told of damaged shards, from any thread.</param>
    /// <param name="time">For the looks.</param>
    /// <param name="logger">Told when a look fails.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RunImages> OpenAsync(
        IObjectStore store, DatasetManifest dataset, TrainingRecipe recipe, ShardCache cache, TimeSpan interval, Action<DatasetShard, string> corruptShard, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var (labels, unusable) = await RunLabels.ReadAsync(store, dataset, recipe, ShardImages.SelectionOf(recipe), cache, cancellationToken);
        var withdrawn = await TombstoneWatch.StartAsync(store, interval, time, logger, cancellationToken);
        RunImages? opened = null;
        try
        {
            opened = new RunImages(await ShardImages.OpenAsync(dataset, recipe, cache, labels ?? RunLabels.None, withdrawn, corruptShard, cancellationToken), withdrawn);
            opened.Problems = labels is null ? unusable : SelfSupervisedTrainer.Problems(recipe, opened.Images);
            if (opened.Problems.Count == 0)
            {
                (opened.Images.Probe, opened.Problems) = await RunProbe.ReadAsync(store, dataset, recipe, withdrawn.Contains, cache, cancellationToken);
            }

            return opened;
        }
        catch
        {
            await (opened ?? (IAsyncDisposable)withdrawn).DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Images.Dispose();
        await withdrawn.DisposeAsync();
    }
}
