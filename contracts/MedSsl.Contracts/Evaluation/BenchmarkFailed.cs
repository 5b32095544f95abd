namespace MedSsl.Contracts.Evaluation;

/// <summary>Event: a benchmark ended without a result, for a reason that trying again would not cure.</summary>
public sealed record BenchmarkFailed
{
    /// <summary>Id of the benchmark.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>What went wrong and what to do.</summary>
    public required string Reason { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset FailedAt { get; init; }
}
