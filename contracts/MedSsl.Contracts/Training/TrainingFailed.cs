namespace MedSsl.Contracts.Training;

/// <summary>Event: a run ended without a model, for a reason that trying again would not cure.</summary>
public sealed record TrainingFailed
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>What went wrong and what to do.</summary>
    public required string Reason { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset FailedAt { get; init; }
}
