using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards.Loading;

namespace MedSsl.Training.Runs;

/// <summary>What a run keeps in the object store while it lives: checkpoints and curve.</summary>
internal sealed class RunStore(IObjectStore store)
{
    /// <summary>Generation for a new attempt: higher than that of any checkpoint of the run.</summary>
    public async Task<(int Generation, byte[]? Checkpoint)> ResumeAsync(string runId, CancellationToken cancellationToken)
    {
        var newest = (await store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken).LastOrDefaultAsync(cancellationToken))?.Key;
        if (newest is null)
        {
            return (1, null);
        }

        var generation = int.Parse(Path.GetFileName(newest).Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
        return (generation + 1, await store.ReadAllAsync(newest, cancellationToken));
    }

    /// <summary>Makes the curve and then the checkpoint durable, and removes the checkpoints before it.</summary>
    public async Task<ObjectRef> SaveAsync(string runId, int generation, long step, byte[] checkpoint, TrainingCurve curve, CancellationToken cancellationToken)
    {
        await SaveCurveAsync(runId, curve, cancellationToken);
        var key = ObjectKeys.RunCheckpoint(runId, generation, step);
        var put = await store.PutAsync(key, new MemoryStream(checkpoint, writable: false), "application/octet-stream", PutCondition.Overwrite, cancellationToken);
        await RemoveAsync(runId, found => string.CompareOrdinal(found, key) < 0, cancellationToken);
        return put.Object;
    }

    /// <summary>Makes a checkpoint the newest, from which the run goes on, whatever step the others are of.</summary>
    public async Task GoBackAsync(string runId, byte[] checkpoint, CancellationToken cancellationToken)
    {
        var (generation, _) = await ResumeAsync(runId, cancellationToken);
        await store.PutAsync(ObjectKeys.RunCheckpoint(runId, generation, 0), new MemoryStream(checkpoint, writable: false), "application/octet-stream", PutCondition.Overwrite, cancellationToken);
    }

    /// <summary>Removes every checkpoint of a run that does not go on.</summary>
    public async Task RemoveCheckpointsAsync(string runId, CancellationToken cancellationToken)
    {
        await RemoveAsync(runId, _ => true, cancellationToken);
        await store.DeleteAsync(ObjectKeys.RunHealthy(runId), cancellationToken);
    }

    public async Task<TrainingCurve> LoadCurveAsync(string runId, CancellationToken cancellationToken) =>
        TrainingCurve.Parse(await store.ReadAllAsync(ObjectKeys.RunCurve(runId), cancellationToken) ?? []);

    public async Task<ObjectRef> SaveCurveAsync(string runId, TrainingCurve curve, CancellationToken cancellationToken) =>
        (await store.PutAsync(ObjectKeys.RunCurve(runId), new MemoryStream(curve.ToJsonLines(), writable: false), "application/jsonl", PutCondition.Overwrite, cancellationToken)).Object;

    public async Task<ObjectRef> SaveRecipeAsync(string runId, TrainingRecipe recipe, CancellationToken cancellationToken) =>
        (await store.PutJsonAsync(ObjectKeys.RunRecipe(runId), recipe, PutCondition.Overwrite, cancellationToken)).Object;

    /// <summary>Of every attempt the same, so it may be written again.</summary>
    public Task SaveOrderAsync(RunOrder order, CancellationToken cancellationToken) =>
        store.PutJsonAsync(ObjectKeys.RunOrder(order.RunId), order, PutCondition.Overwrite, cancellationToken);

    public async Task<ObjectRef> SaveWeightsAsync(string runId, byte[] weights, CancellationToken cancellationToken) =>
        (await store.PutAsync(ObjectKeys.RunWeights(runId), new MemoryStream(weights, writable: false), "application/octet-stream", PutCondition.Overwrite, cancellationToken)).Object;

    public Task<RunResult?> FindResultAsync(string runId, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<RunResult>(ObjectKeys.RunResult(runId), cancellationToken);

    public Task SaveResultAsync(RunResult result, CancellationToken cancellationToken) =>
        store.PutJsonAsync(ObjectKeys.RunResult(result.RunId), result, PutCondition.Overwrite, cancellationToken);

    private async Task RemoveAsync(string runId, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(ObjectKeys.RunCheckpointPrefix(runId), cancellationToken))
        {
            if (isWanted(found.Key))
            {
                await store.DeleteAsync(found.Key, cancellationToken);
            }
        }
    }
}
