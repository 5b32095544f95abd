using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training.Health;

/// <summary>What most likely made a training collapse.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CollapseCause>))]
public enum CollapseCause
{
    /// <summary>Its signs fit none of the others.</summary>
    Unknown,

    /// <summary>Embeddings are no unit vectors, so that scores are no cosines.</summary>
    FeaturesNotNormalized,

    /// <summary>The loss rose after the queue came into use.</summary>
    QueueTooEarlyOrLong,

    /// <summary>A step changes the weights too much: the loss rose, or fell and came back.</summary>
    LearningRateTooHigh,

    /// <summary>A step hardly changes the weights, as with a rate of AdamW under LARC.</summary>
    LearningRateTooLow,

    /// <summary>ε is far below the spread of the scores: codes are one-hot and share the prototypes unequally.</summary>
    EpsilonTooSmall,

    /// <summary>ε is above the spread of the scores: codes are flat.</summary>
    EpsilonTooLarge,

    /// <summary>More prototypes than images that Sinkhorn sees at once.</summary>
    TooManyPrototypes,
}
