namespace MedSsl.Contracts.Training;

/// <summary>Command: let a paused run go on from where it rested. Public: may be sent as plain JSON.</summary>
public sealed record ResumeTraining
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Who asks, as a role or ticket, for the history of the run.</summary>
    public required string RequestedBy { get; init; }
}
