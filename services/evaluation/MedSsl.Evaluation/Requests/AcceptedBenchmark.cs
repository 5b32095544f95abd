using MedSsl.Contracts.Evaluation;

namespace MedSsl.Evaluation.Requests;

/// <summary>
/// A request as recorded: "newest" and aliases are settled when it is accepted, so that a benchmark that runs later, or again after a crash,
/// measures what was there when it was asked for.
/// </summary>
internal sealed record AcceptedBenchmark
{
    public required RequestBenchmark Request { get; init; }

    public required int ModelVersion { get; init; }

    public required int TrainVersion { get; init; }

    /// <summary>Null when the training dataset is divided.</summary>
    public int? TestVersion { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }
}
