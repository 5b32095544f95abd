namespace MedSsl.Contracts.Training;

/// <summary>Event: a run ended without a model because somebody asked for it.</summary>
public sealed record TrainingCancelled
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Steps done, of which the training curve tells.</summary>
    public required long Step { get; init; }

    /// <summary>Who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset CancelledAt { get; init; }
}
