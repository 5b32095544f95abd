using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Training.Control;

/// <summary>
/// What is to become of runs, as a history of changes: each change is a new object, created only if it is absent, so that of a command and the end of the
/// run, or of two commands at once, one comes first and the other decides anew.
/// </summary>
internal sealed class RunControls(IObjectStore store, TimeProvider time)
{
    /// <summary>One of <see cref="RunStates"/>; of a run that was accepted.</summary>
    public async Task<string> StateAsync(string runId, CancellationToken cancellationToken) =>
        (await store.ReadRunControlAsync(runId, cancellationToken)).Newest?.State ?? RunStates.Running;

    /// <summary>Brings a run to a state if it may go there; answers what became of it, and the change that counts now.</summary>
    public async Task<(ControlDecision Decision, RunControlChange? Newest)> ApplyAsync(string runId, string wanted, string requestedBy, CancellationToken cancellationToken)
    {
        if (ControlRules.Violations(runId, requestedBy) is { Count: > 0 } violations)
        {
            return (ControlDecision.Refuse(violations), null);
        }

        while (true)
        {
            var (changes, newest) = await store.ReadRunControlAsync(runId, cancellationToken);
            var decision = ControlRules.Decide(runId, await KnownStateAsync(runId, newest, cancellationToken), wanted);
            if (!decision.IsChange)
            {
                return (decision, newest);
            }

            if (await TryAddAsync(runId, changes + 1, wanted, requestedBy, cancellationToken) is { } change)
            {
                return (decision, change);
            }
        }
    }

    /// <summary>The change that cancelled a run; null where nobody did.</summary>
    public async Task<RunControlChange?> FindCancelAsync(string runId, CancellationToken cancellationToken) =>
        (await store.ReadRunControlAsync(runId, cancellationToken)).Newest is { State: RunStates.Cancelled } cancelled ? cancelled : null;

    /// <summary>Says that a run is at its end, so that no command comes after; answers the change that cancelled it where that came before, and null otherwise.</summary>
    public async Task<RunControlChange?> EndAsync(string runId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (changes, newest) = await store.ReadRunControlAsync(runId, cancellationToken);
            if (newest is { State: RunStates.Cancelled })
            {
                return newest;
            }

            // It may be said already, by an attempt that died before the result was durable.
            if (newest is { State: RunStates.Ended } || await TryAddAsync(runId, changes + 1, RunStates.Ended, "training", cancellationToken) is not null)
            {
                return null;
            }
        }
    }

    /// <summary>Null for a run that nobody started. Runs from before there were states have a result and no change.</summary>
    private async Task<string?> KnownStateAsync(string runId, RunControlChange? newest, CancellationToken cancellationToken)
    {
        if (newest is { State: RunStates.Cancelled or RunStates.Ended })
        {
            return newest.State;
        }

        return await store.StatAsync(ObjectKeys.RunRequest(runId), cancellationToken) is null ? null
            : await store.StatAsync(ObjectKeys.RunResult(runId), cancellationToken) is not null ? RunStates.Ended
            : newest?.State ?? RunStates.Running;
    }

    /// <summary>Null where somebody else made this change number: what is to be done must be decided anew.</summary>
    private async Task<RunControlChange?> TryAddAsync(string runId, int number, string state, string changedBy, CancellationToken cancellationToken)
    {
        var change = new RunControlChange { State = state, ChangedBy = changedBy, ChangedAt = time.GetUtcNow() };
        return (await store.PutJsonAsync(ObjectKeys.RunControl(runId, number), change, PutCondition.IfAbsent, cancellationToken)).Created ? change : null;
    }
}
