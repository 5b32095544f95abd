namespace MedSsl.Learning.Training.Health;

/// <summary>A step whose numbers were not finite. Nothing of it was kept; from the checkpoint before it and the same images it can be taken again.</summary>
public sealed record StepFault
{
    /// <summary>The step, counted from 1 as curve and progress count.</summary>
    public required long Step { get; init; }

    /// <summary>The first tensor that is not finite, in the order of the step: images, embeddings, a loss, a gradient, a weight.</summary>
    public required string Tensor { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Message { get; init; }

    /// <summary>The modality it was found in; null where it is that of all.</summary>
    public string? Modality { get; init; }

    /// <summary>Learning rate of the step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Seed of the run: with an epoch and the key of an image it gives every random draw.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The images of the step, by slot.</summary>
    public required IReadOnlyList<FaultSample> Samples { get; init; }
}
