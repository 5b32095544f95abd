using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Training.Runs;

/// <summary>What becomes of a run whose training ended itself: it goes back to where it was healthy, or what it leaves behind is kept for a person.</summary>
internal sealed class RunRecovery(IObjectStore store, RunCheckpoints checkpoints)
{
    /// <summary>How often a run goes back: a learning rate that is still too high at a quarter is not what is wrong.</summary>
    private const int MostRollBacks = 2;

    private const string MediaType = "application/octet-stream";

    /// <summary>Keeps a checkpoint from when the run was healthy, in the place of the one before.</summary>
    public Task KeepHealthyAsync(string runId, Stream checkpoint, CancellationToken cancellationToken) =>
        store.PutAsync(ObjectKeys.RunHealthy(runId), checkpoint, MediaType, PutCondition.Overwrite, cancellationToken);

    /// <summary>Forgets what was kept of a run that does not go on.</summary>
    public Task ForgetAsync(string runId, CancellationToken cancellationToken) => store.DeleteAsync(ObjectKeys.RunHealthy(runId), cancellationToken);

    /// <summary>
    /// Brings the run back to where it was healthy, if its recipe wants that: its newest checkpoint is then that one, with half the learning rate, so that a process that dies now is followed by
    /// one that goes on from there.
    /// </summary>
    /// <returns>Why it fails instead; null if it went back.</returns>
    public async Task<string?> AfterCollapseAsync(string runId, TrainingRecipe recipe, RunCollapsedException collapse, CancellationToken cancellationToken)
    {
        var healthy = await store.ReadAllAsync(ObjectKeys.RunHealthy(runId), cancellationToken);
        var left = healthy is null ? "it was never healthy when a checkpoint was due" : $"its last healthy checkpoint is {ObjectKeys.RunHealthy(runId)}";
        if (recipe.CollapseAction != CollapseAction.RollBack)
        {
            return $"collapsed at {collapse.Message}; {left}";
        }

        if (healthy is null || collapse.RollBacks >= MostRollBacks)
        {
            return $"collapsed at {collapse.Message}; it went back {collapse.RollBacks} times before, each time with half the learning rate; {left}";
        }

        using var content = new MemoryStream();
        var step = SelfSupervisedTrainer.WriteRolledBack(new MemoryStream(healthy, writable: false), content, collapse.RollBacks + 1);
        content.Position = 0;
        await checkpoints.GoBackAsync(runId, step, content, cancellationToken);
        return null;
    }

    /// <summary>Keeps the state before a step that failed, and what failed.</summary>
    /// <returns>Why the run fails.</returns>
    public async Task<string> AfterFaultAsync(string runId, RunFaultException exception, CancellationToken cancellationToken)
    {
        var fault = exception.Fault;
        var key = ObjectKeys.RunFault(runId, fault.Step);
        await store.PutAsync(key, new MemoryStream(exception.Checkpoint, writable: false), MediaType, PutCondition.Overwrite, cancellationToken);
        await store.PutJsonAsync(ObjectKeys.RunFaultReport(runId, fault.Step), fault, PutCondition.Overwrite, cancellationToken);
        var samples = string.Join(", ", fault.Samples.Where(sample => !sample.Finite || fault.Samples.All(one => one.Finite)).Select(sample => sample.Key).OfType<string>().Take(5));
        return $"step {fault.Step}{(fault.Modality is { } modality ? $", {modality}" : "")}: {fault.Message} (samples {samples}{(fault.Samples.All(one => one.Finite) ? ", …" : "")}). "
            + $"No weight was changed by it; the state before is {key}, and `medssl replay --run {runId} --step {fault.Step} --fault` takes the step again";
    }
}
