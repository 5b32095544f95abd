namespace MedSsl.Contracts.Training;

/// <summary>Event: a run that was trained rests, and its process is free. A run that was paused while it waited for a process has no such event.</summary>
public sealed record TrainingPaused
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Steps done; the run goes on with the next one.</summary>
    public required long Step { get; init; }

    /// <summary>When it came to rest (UTC).</summary>
    public required DateTimeOffset PausedAt { get; init; }
}
