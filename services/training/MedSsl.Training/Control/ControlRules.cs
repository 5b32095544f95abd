using MedSsl.Contracts;
using MedSsl.Contracts.Documents;

namespace MedSsl.Training.Control;

/// <summary>The states of a run and how commands lead from one to another: to running and paused and back any number of times, to cancelled or ended once.</summary>
internal static class ControlRules
{
    private const int MaxText = 200;

    /// <summary>What is wrong with a command whatever its run is; empty when nothing is.</summary>
    public static List<string> Violations(string? runId, string? requestedBy)
    {
        var reasons = new List<string>();
        if (Names.Violation(runId) is { } violation)
        {
            reasons.Add($"runId: {violation}");
        }

        if (string.IsNullOrWhiteSpace(requestedBy) || requestedBy.Length > MaxText || requestedBy.Any(char.IsControl))
        {
            reasons.Add($"requestedBy: expected 1 to {MaxText} characters on one line, found {requestedBy?.Length ?? 0}");
        }

        return reasons;
    }

    /// <summary>What becomes of the wish to bring a run from one state to another.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="state">Its state, one of <see cref="RunStates"/>; null where there is no such run.</param>
    /// <param name="wanted"><see cref="RunStates.Running"/>, <see cref="RunStates.Paused"/> or <see cref="RunStates.Cancelled"/>.</param>
    public static ControlDecision Decide(string runId, string? state, string wanted) => state switch
    {
        null => ControlDecision.Refuse($"runId: there is no run {runId}; `medssl status` lists those that are pending"),
        RunStates.Ended => ControlDecision.Refuse($"runId: run {runId} is finished; `medssl status` says how it ended"),
        RunStates.Running when wanted == RunStates.Running => ControlDecision.Already($"run {runId} is not paused"),
        _ when state == wanted => ControlDecision.Already($"run {runId} is {state} already"),
        RunStates.Cancelled => ControlDecision.Refuse($"runId: run {runId} is cancelled for good; start another under a new id"),
        _ => ControlDecision.Change,
    };
}
