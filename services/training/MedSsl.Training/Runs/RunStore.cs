using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards.Loading;

namespace MedSsl.Training.Runs;

/// <summary>What a run keeps in the object store beside its checkpoints.</summary>
internal sealed class RunStore(IObjectStore store)
{
    public async Task<TrainingCurve> LoadCurveAsync(string runId, CancellationToken cancellationToken) =>
        TrainingCurve.Parse(await store.ReadAllAsync(ObjectKeys.RunCurve(runId), cancellationToken) ?? []);

    /// <param name="runId">The run.</param>
    /// <param name="jsonLines">Of <see cref="TrainingCurve.ToJsonLines"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ObjectRef> SaveCurveAsync(string runId, byte[] jsonLines, CancellationToken cancellationToken) =>
        (await store.PutAsync(ObjectKeys.RunCurve(runId), new MemoryStream(jsonLines, writable: false), "application/jsonl", PutCondition.Overwrite, cancellationToken)).Object;

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
}
