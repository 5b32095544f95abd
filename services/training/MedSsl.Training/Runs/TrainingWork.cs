using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Training.Control;
using MedSsl.Training.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Training.Runs;

/// <summary>Works on accepted runs, one at a time in a process, from their last checkpoint to a durable model.</summary>
internal sealed class TrainingWork(
    IObjectStore store, ILeaseStore leases, TrainingRequests requests, RunControls controls, RunStore runs, RunCheckpoints checkpoints, RunRecovery recovery, StartingWeights startingWeights, ShardCache cache, IBus bus, IOptions<HostingOptions> hosting, IOptions<TrainingOptions> options, TimeProvider time, ILogger<TrainingWork> logger)
    : LeasedWork(store, leases, hosting.Value, time, logger)
{
    protected override string Kind => "runs";

    protected override string PendingPrefix => ObjectKeys.RunPendingPrefix;

    protected override async Task<bool> IsSetAsideAsync(string id, CancellationToken cancellationToken) => await controls.StateAsync(id, cancellationToken) == RunStates.Paused;

    protected override async Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken)
    {
        if ((await runs.FindResultAsync(id, leaseToken) ?? await WorkAsync(id, leaseToken)) is not { } result)
        {
            return WorkEnd.SetAside;
        }

        await KeepAsync(result, leaseToken);
        return WorkEnd.Done;
    }

    protected override async Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken) =>
        await KeepAsync((await SettleAsync(id, Failure(id, reason), cancellationToken))!, cancellationToken);

    /// <summary>How the run ended; null where it rests.</summary>
    private async Task<RunResult?> WorkAsync(string id, CancellationToken cancellationToken)
    {
        await using var control = await ControlWatch.StartAsync(controls, id, options.Value.ControlInterval, Time, logger, cancellationToken);
        return await SettleAsync(id, control.Halt is null ? await TrainOnAsync(id, control, cancellationToken) : null, cancellationToken);
    }

    /// <summary>A run that was cancelled before it came to its end is cancelled, whatever <paramref name="result"/> its training had; null for none.</summary>
    private async Task<RunResult?> SettleAsync(string id, RunResult? result, CancellationToken cancellationToken)
    {
        if (await (result is null ? controls.FindCancelAsync(id, cancellationToken) : controls.EndAsync(id, cancellationToken)) is not { } cancelled)
        {
            return result;
        }

        var curve = await runs.LoadCurveAsync(id, cancellationToken);
        return new RunResult
        {
            RunId = id,
            Cancelled = new TrainingCancelled { RunId = id, Step = curve.LastStep, RequestedBy = cancelled.ChangedBy, CancelledAt = cancelled.ChangedAt },
        };
    }

    private async Task KeepAsync(RunResult result, CancellationToken cancellationToken)
    {
        await runs.SaveResultAsync(result, cancellationToken);
        if (result.Cancelled is not null)
        {
            await checkpoints.RemoveAllAsync(result.RunId, cancellationToken);
            await recovery.ForgetAsync(result.RunId, cancellationToken);
        }

        await (result switch
        {
            { Trained: { } trained } => bus.Publish(trained, cancellationToken),
            { Cancelled: { } cancelled } => bus.Publish(cancelled, cancellationToken),
            _ => bus.Publish(result.Failed!, cancellationToken),
        });
    }

    private RunResult Failure(string id, string reason) =>
        new() { RunId = id, Failed = new TrainingFailed { RunId = id, Reason = reason, FailedAt = Time.GetUtcNow() } };

    /// <summary>Trains, and again from where the run was healthy as often as it went back there. Null where the run was halted.</summary>
    private async Task<RunResult?> TrainOnAsync(string id, ControlWatch control, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TrainAsync(id, control, cancellationToken);
            }
            catch (RunCollapsedException collapse)
            {
                var recipe = (await requests.FindAsync(id, cancellationToken))!.Recipe;
                if (await recovery.AfterCollapseAsync(id, recipe, collapse, cancellationToken) is { } reason)
                {
                    return Failure(id, reason);
                }

                Log.RunWentBack(logger, id, collapse.RollBacks + 1, collapse.Message);
            }
            catch (RunFaultException fault)
            {
                return Failure(id, await recovery.AfterFaultAsync(id, fault, cancellationToken));
            }
        }
    }

    /// <summary>Null where the run was halted.</summary>
    private async Task<RunResult?> TrainAsync(string id, ControlWatch control, CancellationToken cancellationToken)
    {
        if (await requests.FindAsync(id, cancellationToken) is not { } request
            || await Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(request.Command.Dataset, request.DatasetVersion), cancellationToken) is not { } dataset)
        {
            return Failure(id, $"the request of run {id} or its dataset is gone from the object store");
        }

        await cache.ForgetRewrittenAsync(Store, cancellationToken);
        var corrupt = new CorruptShards(id, dataset, bus, Time);
        await using var opened = await RunImages.OpenAsync(Store, dataset, request.Recipe, cache, options.Value.TombstoneInterval, corrupt.Note, Time, logger, cancellationToken);
        if (opened.Problems.Count > 0)
        {
            return Failure(id, string.Join("; ", opened.Problems));
        }

        var images = opened.Images;
        await runs.SaveOrderAsync(images.OrderOf(id, dataset, SelfSupervisedTrainer.Slices(request.Recipe, images)), cancellationToken);
        var (generation, checkpoint) = await checkpoints.ResumeAsync(id, cancellationToken);
        await using var weights = checkpoint is null ? await startingWeights.OpenAsync(request.Recipe, cancellationToken) : null;
        var curve = await runs.LoadCurveAsync(id, cancellationToken);
        var progress = new RunProgress(id, request.Recipe, curve, bus, options.Value, Time, logger);
        Log.RunBegins(logger, id, request.Recipe.Name, dataset.Dataset, dataset.Version, checkpoint is null ? "from the start" : "from its checkpoint");

        // The thread must end with this method, also when storing a checkpoint fails.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writer = new CheckpointWriter();
        var training = TrainingThread.Start(request.Recipe, images, trainer => Begin(trainer, checkpoint, weights), () => control.Halt, writer.TryTake, options.Value, Time, stop.Token);
        try
        {
            await foreach (var item in training.Events.ReadAllAsync(cancellationToken))
            {
                await writer.Ended;
                if (item.Report is { } report)
                {
                    await progress.AddAsync(report, cancellationToken);
                    await corrupt.TellAsync(cancellationToken);
                }

                if (item.Snapshot is { } snapshot)
                {
                    var (step, lines, recent, isHealthy) = (item.Step, curve.ToJsonLines(), curve.RecentLossMinusLogK(), item.IsHealthy && request.Recipe.CollapseAction != CollapseAction.Warn);
                    await writer.BeginAsync(snapshot, async content =>
                    {
                        await runs.SaveCurveAsync(id, lines, stop.Token);
                        var saved = await checkpoints.SaveAsync(id, generation, step, content, recent, stop.Token);
                        if (isHealthy)
                        {
                            content.Position = 0;
                            await recovery.KeepHealthyAsync(id, content, stop.Token);
                        }

                        await TellAsync(id, saved, stop.Token);
                    });
                }

                if (item is { Weights: not null } or { Halted: not null })
                {
                    await writer.FinishAsync();
                }

                if (item.Weights is { } backbone)
                {
                    return await CompleteAsync(request, backbone, curve, cancellationToken);
                }

                if (item.Halted is { } state)
                {
                    await HaltAsync(id, state, item.Step, curve, cancellationToken);
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is RunCollapsedException or RunFaultException)
        {
            // What led there is what a person will look at.
            await runs.SaveCurveAsync(id, curve.ToJsonLines(), cancellationToken);
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await training.Ended;
            await writer.FinishAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (training.Events.TryRead(out var left))
            {
                left.Snapshot?.Dispose();
            }
        }

        throw new InvalidOperationException($"run {id} ended without weights");
    }

    private static void Begin(SelfSupervisedTrainer trainer, byte[]? checkpoint, Stream? weights)
    {
        if (checkpoint is not null)
        {
            trainer.LoadCheckpoint(new MemoryStream(checkpoint, writable: false));
        }
        else if (weights is not null)
        {
            trainer.BeginWith(weights);
        }
    }

    private async Task TellAsync(string id, CheckpointRecord saved, CancellationToken cancellationToken)
    {
        await ForgetAttemptsAsync(id, cancellationToken);
        await bus.Publish(new CheckpointSaved { RunId = id, Step = saved.Step, Checkpoint = saved.Checkpoint, SavedAt = saved.SavedAt }, cancellationToken);
    }

    private async Task HaltAsync(string id, string state, long step, TrainingCurve curve, CancellationToken cancellationToken)
    {
        Log.RunHalted(logger, id, state, step);
        if (state == RunStates.Paused)
        {
            await bus.Publish(new TrainingPaused { RunId = id, Step = step, PausedAt = Time.GetUtcNow() }, cancellationToken);
            return;
        }

        // Steps since the last checkpoint were taken, too: lineage and withdrawal count them.
        await runs.SaveCurveAsync(id, curve.ToJsonLines(), cancellationToken);
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
                Curve = await runs.SaveCurveAsync(command.RunId, curve.ToJsonLines(), cancellationToken),
                TrainedAt = Time.GetUtcNow(),
            },
        };
    }
}
