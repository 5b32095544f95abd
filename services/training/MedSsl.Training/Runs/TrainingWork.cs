using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Training.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Training.Runs;

/// <summary>Works on accepted runs, one at a time in a process, from their last checkpoint to a durable model.</summary>
internal sealed class TrainingWork(
    IObjectStore store, ILeaseStore leases, TrainingRequests requests, RunStore runs, ShardCache cache, IBus bus, IOptions<HostingOptions> hosting, IOptions<TrainingOptions> options, TimeProvider time, ILogger<TrainingWork> logger)
    : LeasedWork(store, leases, hosting.Value, time, logger)
{
    protected override string Kind => "runs";

    protected override string PendingPrefix => ObjectKeys.RunPendingPrefix;

    protected override async Task ExecuteAsync(string id, CancellationToken leaseToken)
    {
        var result = await runs.FindResultAsync(id, leaseToken) ?? await TrainAsync(id, leaseToken);
        await runs.SaveResultAsync(result, leaseToken);
        await PublishAsync(result, leaseToken);
    }

    protected override async Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var result = Failure(id, reason);
        await runs.SaveResultAsync(result, cancellationToken);
        await PublishAsync(result, cancellationToken);
    }

    private Task PublishAsync(RunResult result, CancellationToken cancellationToken) =>
        result.Trained is { } trained ? bus.Publish(trained, cancellationToken) : bus.Publish(result.Failed!, cancellationToken);

    private RunResult Failure(string id, string reason) =>
        new() { RunId = id, Failed = new TrainingFailed { RunId = id, Reason = reason, FailedAt = Time.GetUtcNow() } };

    private async Task<RunResult> TrainAsync(string id, CancellationToken cancellationToken)
    {
        if (await requests.FindAsync(id, cancellationToken) is not { } request
            || await Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(request.Command.Dataset, request.DatasetVersion), cancellationToken) is not { } dataset)
        {
            return Failure(id, $"the request of run {id} or its dataset is gone from the object store");
        }

        await cache.ForgetRewrittenAsync(Store, cancellationToken);
        var (labels, unusable) = await RunLabels.ReadAsync(Store, dataset, request.Recipe, ShardImages.SelectionOf(request.Recipe), cache, cancellationToken);
        if (labels is null)
        {
            return Failure(id, string.Join("; ", unusable));
        }

        var corrupt = new CorruptShards(id, dataset, bus, Time);
        await using var withdrawn = await TombstoneWatch.StartAsync(Store, options.Value.TombstoneInterval, Time, logger, cancellationToken);
        using var images = await ShardImages.OpenAsync(dataset, request.Recipe, cache, labels, withdrawn, corrupt.Note, cancellationToken);
        if (SelfSupervisedTrainer.Problems(request.Recipe, images) is { Count: > 0 } problems)
        {
            return Failure(id, string.Join("; ", problems));
        }

        await runs.SaveOrderAsync(images.OrderOf(id, dataset, SelfSupervisedTrainer.Slices(request.Recipe, images)), cancellationToken);
        var (generation, checkpoint) = await runs.ResumeAsync(id, cancellationToken);
        var curve = await runs.LoadCurveAsync(id, cancellationToken);
        var progress = new RunProgress(id, request.Recipe, curve, bus, options.Value, Time);
        Log.RunBegins(logger, id, request.Recipe.Name, dataset.Dataset, dataset.Version, checkpoint is null ? "from the start" : "from its checkpoint");

        // The thread must end with this method, also when storing a checkpoint fails.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var training = TrainingThread.Start(request.Recipe, images, checkpoint, options.Value, Time, stop.Token);
        try
        {
            await foreach (var item in training.Events.ReadAllAsync(cancellationToken))
            {
                if (item.Report is { } report)
                {
                    await progress.AddAsync(report, cancellationToken);
                    await corrupt.TellAsync(cancellationToken);
                }

                if (item.Checkpoint is { } saved)
                {
                    await runs.SaveAsync(id, generation, item.Report!.Step, saved, curve, cancellationToken);
                    await ForgetAttemptsAsync(id, cancellationToken);
                }

                if (item.Weights is { } weights)
                {
                    return await CompleteAsync(request, weights, curve, cancellationToken);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await training.Ended;
        }

        throw new InvalidOperationException($"run {id} ended without weights");
    }

    private async Task<RunResult> CompleteAsync(RunRequest request, byte[] weights, TrainingCurve curve, CancellationToken cancellationToken)
    {
        var command = request.Command;
        return new RunResult
        {
            RunId = command.RunId,
            Trained = new ModelTrained
            {
                RunId = command.RunId,
                Model = command.Model,
                Dataset = command.Dataset,
                DatasetVersion = request.DatasetVersion,
                Backbone = request.Recipe.Backbone,
                Weights = await runs.SaveWeightsAsync(command.RunId, weights, cancellationToken),
                Recipe = await runs.SaveRecipeAsync(command.RunId, request.Recipe, cancellationToken),
                Curve = await runs.SaveCurveAsync(command.RunId, curve, cancellationToken),
                TrainedAt = Time.GetUtcNow(),
            },
        };
    }
}
