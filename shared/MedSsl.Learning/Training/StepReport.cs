namespace MedSsl.Learning.Training;

/// <summary>What one optimisation step did, and the signs by which a collapse shows. Perplexities and cosines are means over the batch. What an objective without codes does not have is null.</summary>
public sealed record StepReport
{
    /// <summary>Steps done, this one included.</summary>
    public required long Step { get; init; }

    /// <summary>What was minimised, in nats: α · self-supervised + β · supervised loss.</summary>
    public required double Loss { get; init; }

    /// <summary>Self-supervised loss − that of a network that maps every image to one point (ln K of SwAV, ln(2B − 1) of SimCLR): 0 if nothing was learned, below 0 if something was.</summary>
    public required double LossMinusLogK { get; init; }

    /// <summary>Self-supervised loss of each modality.</summary>
    public required IReadOnlyDictionary<string, double> LossPerModality { get; init; }

    /// <summary>Supervised loss in nats; null where no image of the batch has a label.</summary>
    public double? SupervisedLoss { get; init; }

    /// <summary>Images of this step that have labels; null where the recipe names none.</summary>
    public int? LabelledImages { get; init; }

    /// <summary>Learning rate of this step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>ε of Sinkhorn in this step (mean over modalities and crops).</summary>
    public double? Epsilon { get; init; }

    /// <summary>Prototypes that one code spreads over, e^H(Q_b): K if codes say nothing.</summary>
    public double? CodePerplexity { get; init; }

    /// <summary>Prototypes that all codes together spread over: near K if all are in use.</summary>
    public double? MarginalCodePerplexity { get; init; }

    /// <summary>Prototypes that one prediction spreads over.</summary>
    public double? PredictionPerplexity { get; init; }

    /// <summary>Largest |mass of a prototype · K − 1| after Sinkhorn: 0 if it converged.</summary>
    public double? MassError { get; init; }

    /// <summary>Mean cosine between embeddings of different images of a modality: 1 if all are the same.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>Standard deviation of an embedding's component; 1/√dimension if embeddings fill the sphere, 0 if all are the same.</summary>
    public required double EmbeddingStd { get; init; }

    /// <summary>Share of the prototypes that have been no sample's best for as long as each should have been ten times.</summary>
    public double? PrototypesUnused { get; init; }

    /// <summary>Directions of space that embeddings of a modality fill, e^H of the spectrum of their second moments: 1 if all are the same, at most the smaller of dimension and images.</summary>
    public double? EffectiveRank { get; init; }

    /// <summary>The figures of each modality; empty in reports from before they were told apart.</summary>
    public IReadOnlyDictionary<string, ModalityReport> Modalities { get; init; } = new Dictionary<string, ModalityReport>();

    /// <summary>Time that the step took in seconds, waiting for its batch included; null where it was not measured.</summary>
    public double? Seconds { get; init; }

    /// <summary>Time that the step waited for its batch, in seconds.</summary>
    public double? WaitSeconds { get; init; }

    /// <summary>Images of this step (sources, not crops).</summary>
    public required int Images { get; init; }

    /// <summary>Images of this step that stood in the place of others; null where none did.</summary>
    public IReadOnlyList<ReplacedDraw>? Replaced { get; init; }

    /// <summary>Some modality has had a loss within 0.5 % of ln K and a mean cosine above 0.95 for longer than the recipe's patience.</summary>
    public required bool CollapseSuspected { get; init; }
}
