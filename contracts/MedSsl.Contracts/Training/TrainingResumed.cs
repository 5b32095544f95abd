namespace MedSsl.Contracts.Training;

/// <summary>Event: a run may go on, and does when a process is free. It may be told more than once.</summary>
public sealed record TrainingResumed
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was resumed (UTC).</summary>
    public required DateTimeOffset ResumedAt { get; init; }
}
