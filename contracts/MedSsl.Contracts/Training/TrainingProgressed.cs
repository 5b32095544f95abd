namespace MedSsl.Contracts.Training;

/// <summary>Event: how far a run is. Sent at most every few seconds; it may be lost without harm.</summary>
public sealed record TrainingProgressed
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required long Steps { get; init; }

    /// <summary>Loss, a moving mean over the last steps (nats).</summary>
    public required double Loss { get; init; }

    /// <summary>Self-supervised loss of this step − that of a collapsed network (nats): below 0 something was learned.</summary>
    public double? LossMinusLogK { get; init; }

    /// <summary>Mean cosine between embeddings of different images of this step; near 1 when they collapse.</summary>
    public double? MeanCosine { get; init; }

    /// <summary>Share of the time for which steps waited for their batch.</summary>
    public double? DataWait { get; init; }

    /// <summary>Images per second (source images, not crops).</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Estimated time to the end in seconds.</summary>
    public required double RemainingSeconds { get; init; }

    /// <summary>When it was measured (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}
