using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Training.Requests;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedSsl.Training.Faults;

/// <summary>Takes a step that failed again, from the state before it and the same images. Always on the CPU, and nothing is stored.</summary>
public static class FaultReplay
{
    /// <summary>The step, taken again; null if no such fault was recorded.</summary>
    /// <param name="store">Where the run is.</param>
    /// <param name="cache">For its shards.</param>
    /// <param name="runId">The run.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="time">For the look for withdrawn patients: their images are replaced now, also in the replay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ReplayedStep?> RunAsync(IObjectStore store, ShardCache cache, string runId, long step, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(cache);
        if (await store.ReadJsonAsync<StepFault>(ObjectKeys.RunFaultReport(runId, step), cancellationToken) is not { } recorded
            || await store.ReadAllAsync(ObjectKeys.RunFault(runId, step), cancellationToken) is not { } state
            || await store.ReadJsonAsync<RunRequest>(ObjectKeys.RunRequest(runId), cancellationToken) is not { } request
            || await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(request.Command.Dataset, request.DatasetVersion), cancellationToken) is not { } dataset)
        {
            return null;
        }

        await using var opened = await RunImages.OpenAsync(store, dataset, request.Recipe, cache, TimeSpan.FromMinutes(1), (_, _) => { }, time, NullLogger.Instance, cancellationToken);
        return opened.Problems.Count == 0 ? Take(request.Recipe, opened.Images, state, recorded) : throw new InvalidDataException(string.Join("; ", opened.Problems));
    }

    private static ReplayedStep Take(TrainingRecipe recipe, ITrainingImages images, byte[] state, StepFault recorded)
    {
        using var trainer = new SelfSupervisedTrainer(recipe, images);
        trainer.LoadCheckpoint(new MemoryStream(state, writable: false));
        try
        {
            return new ReplayedStep(recorded, null, trainer.Advance().Loss);
        }
        catch (StepFaultException exception)
        {
            return new ReplayedStep(recorded, exception.Fault, null);
        }
    }
}
