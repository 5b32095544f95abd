using MedSsl.Contracts.Training;

namespace MedSsl.Contracts.Documents;

/// <summary>How a run ended: with a model, or with a reason. Exactly one of the two is there.</summary>
public sealed record RunResult
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>What was trained; null when the run failed.</summary>
    public ModelTrained? Trained { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public TrainingFailed? Failed { get; init; }
}
