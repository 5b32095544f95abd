namespace MedSsl.Contracts.Training;

/// <summary>Command: let a run rest after the step that it is in, until it is resumed; its process is free for others meanwhile. Public: may be sent as plain JSON.</summary>
public sealed record PauseTraining
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Who asks, as a role or ticket, for the history of the run.</summary>
    public required string RequestedBy { get; init; }
}
