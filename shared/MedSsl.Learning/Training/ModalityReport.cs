namespace MedSsl.Learning.Training;

/// <summary>The figures of one modality in one step; their meaning is that of <see cref="StepReport"/>. What an objective without codes does not have is null.</summary>
public sealed record ModalityReport
{
    /// <summary>Images of the batch that are of this modality.</summary>
    public required int Images { get; init; }

    /// <summary>Self-supervised loss in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Loss − that of a network that maps every image to one point.</summary>
    public required double LossMinusLogK { get; init; }

    /// <summary>ε of Sinkhorn, mean over crops.</summary>
    public double? Epsilon { get; init; }

    /// <summary>sd of the doubly centred scores: codes are flat if ε is much larger and one-hot if it is much smaller.</summary>
    public double? ScoreSpread { get; init; }

    /// <summary>Embeddings of earlier batches that Sinkhorn saw beside this one; 0 while the queue is not in use.</summary>
    public long? Queued { get; init; }

    /// <summary>Prototypes that one code spreads over.</summary>
    public double? CodePerplexity { get; init; }

    /// <summary>Prototypes that all codes together spread over.</summary>
    public double? MarginalCodePerplexity { get; init; }

    /// <summary>Prototypes that one prediction spreads over.</summary>
    public double? PredictionPerplexity { get; init; }

    /// <summary>Largest |mass of a prototype · K − 1| after Sinkhorn.</summary>
    public double? MassError { get; init; }

    /// <summary>Share of the prototypes that are dead: no sample's best for as long as each should have been ten times.</summary>
    public double? PrototypesUnused { get; init; }

    /// <summary>Mean cosine between embeddings of different images.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>Standard deviation of an embedding's component.</summary>
    public required double EmbeddingStd { get; init; }

    /// <summary>Directions of space that the embeddings fill.</summary>
    public required double EffectiveRank { get; init; }

    /// <summary>Mean length of an embedding: 1, or the scores are no cosines.</summary>
    public required double EmbeddingNorm { get; init; }
}
