using MedSsl.Contracts.Training;

namespace MedSsl.Contracts.Documents;

/// <summary>How a run ended: with a model, with a reason, or because somebody cancelled it. Exactly one of the three is there.</summary>
public sealed record RunResult
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>What was trained; null when there is no model.</summary>
    public ModelTrained? Trained { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public TrainingFailed? Failed { get; init; }

    /// <summary>Who cancelled it; null when nobody did.</summary>
    public TrainingCancelled? Cancelled { get; init; }
}
