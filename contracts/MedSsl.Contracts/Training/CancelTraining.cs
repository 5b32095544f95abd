namespace MedSsl.Contracts.Training;

/// <summary>Command: end a run without a model, for good; its checkpoints are removed. Public: may be sent as plain JSON.</summary>
public sealed record CancelTraining
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Who asks, as a role or ticket, for the history of the run.</summary>
    public required string RequestedBy { get; init; }
}
