using MedSsl.Contracts.Training;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;

namespace MedSsl.Training.Requests;

/// <summary>The durable record of accepted commands.</summary>
internal sealed class TrainingRequests(IObjectStore store, TrainingRules rules, TimeProvider time)
{
    /// <summary>Records the command; answers the reasons why not, or none.</summary>
    public async Task<IReadOnlyList<string>> AcceptAsync(StartTraining command, CancellationToken cancellationToken)
    {
        var (plan, reasons) = await rules.CheckAsync(command, cancellationToken);
        if (plan is null)
        {
            return reasons;
        }

        var request = new RunRequest(command, plan.Recipe, plan.DatasetVersion, time.GetUtcNow());
        var recorded = await PendingWork.AcceptAsync(
            store, command.RunId, request, ObjectKeys.RunRequest(command.RunId), ObjectKeys.RunPending(command.RunId), ObjectKeys.RunResult(command.RunId), cancellationToken);
        return recorded.Command.Dataset == command.Dataset && recorded.Command.Model == command.Model && plan.IsThatOf(recorded.Recipe)
            ? []
            : [$"runId: {command.RunId} names another run already (dataset {recorded.Command.Dataset}, recipe {recorded.Command.Recipe} and its overrides, model {recorded.Command.Model}); choose another id"];
    }

    public Task<RunRequest?> FindAsync(string runId, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<RunRequest>(ObjectKeys.RunRequest(runId), cancellationToken);
}
