namespace MedSsl.Contracts.Training;

/// <summary>Event: the state of a run is durable; a run that is cut short goes on from here.</summary>
public sealed record CheckpointSaved
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>The checkpoint. It is removed when the next one is durable, or when the run is cancelled.</summary>
    public required ObjectRef Checkpoint { get; init; }

    /// <summary>When it was saved (UTC).</summary>
    public required DateTimeOffset SavedAt { get; init; }
}
