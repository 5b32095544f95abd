namespace MedSsl.Contracts.Evaluation;

/// <summary>Event: a benchmark ended; its tables and plots are durable.</summary>
public sealed record BenchmarkCompleted
{
    /// <summary>Id of the benchmark.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version of the model.</summary>
    public required int ModelVersion { get; init; }

    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>AUC of the linear probe on the registered model, 0..1.</summary>
    public required double ModelAuc { get; init; }

    /// <summary>Mean AUC of the linear probe on randomly initialized backbones, 0..1.</summary>
    public required double RandomAuc { get; init; }

    /// <summary>Every figure with its interval (JSON).</summary>
    public required ObjectRef Result { get; init; }

    /// <summary>The report (one HTML file without outside parts).</summary>
    public required ObjectRef Report { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}
