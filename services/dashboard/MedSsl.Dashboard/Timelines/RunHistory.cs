using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Dashboard.Timelines;

/// <summary>Which runs read a dataset: one listing of all runs, and one small object for each of them.</summary>
internal sealed class RunHistory(IObjectStore store, string dataset)
{
    /// <summary>A run as it was accepted, as far as it matters here.</summary>
    private sealed record AcceptedRun(StartTraining Command, int DatasetVersion, DateTimeOffset AcceptedAt);

    /// <summary>Runs on <paramref name="version"/> of the dataset or a later one, in the order in which they were accepted.</summary>
    public async Task<List<RunUse>> SinceAsync(int version, CancellationToken cancellationToken)
    {
        var runs = new List<RunUse>();
        await foreach (var found in store.ListAsync(ObjectKeys.RunPrefix, cancellationToken))
        {
            if (found.Key.EndsWith("/request.json", StringComparison.Ordinal)
                && await store.ReadJsonAsync<AcceptedRun>(found.Key, cancellationToken) is { } run
                && run.Command.Dataset == dataset && run.DatasetVersion >= version)
            {
                var result = await store.ReadJsonAsync<RunResult>(ObjectKeys.RunResult(run.Command.RunId), cancellationToken);
                var isPaused = result is null && (await store.ReadRunControlAsync(run.Command.RunId, cancellationToken)).Newest is { State: RunStates.Paused };
                runs.Add(new RunUse(run.Command, run.DatasetVersion, run.AcceptedAt, result, isPaused, result?.Trained is null ? null : await ModelVersionAsync(run.Command, cancellationToken)));
            }
        }

        return [.. runs.OrderBy(run => run.AcceptedAt)];
    }

    private async Task<int?> ModelVersionAsync(StartTraining command, CancellationToken cancellationToken) =>
        (await store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix(command.Model), cancellationToken)
            .FirstOrDefaultAsync(version => version.RunId == command.RunId, cancellationToken))?.Version;
}
