namespace MedSsl.Contracts.Evaluation;

/// <summary>Command: compare a registered model with random initialization on a labelled task. Public: may be sent as plain JSON.</summary>
public sealed record RequestBenchmark
{
    /// <summary>Id of the benchmark, chosen by the sender (letters, digits, <c>-</c>); the same id again runs nothing twice.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>Name of the registered model.</summary>
    public required string Model { get; init; }

    /// <summary>Version or alias; null for the newest version.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Name of the labelled task.</summary>
    public required string Task { get; init; }

    /// <summary>Dataset that the probe is fitted on.</summary>
    public required string TrainDataset { get; init; }

    /// <summary>Dataset that is scored; null to use the test split of <see cref="TrainDataset"/>.</summary>
    public string? TestDataset { get; init; }
}
