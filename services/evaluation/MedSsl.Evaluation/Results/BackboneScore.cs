namespace MedSsl.Evaluation.Results;

/// <summary>What one backbone reaches on one target.</summary>
public sealed record BackboneScore
{
    /// <summary>Seed of a random backbone; null for the model.</summary>
    public int? Seed { get; init; }

    /// <summary>Area under the ROC curve on the test images, 0..1.</summary>
    public required double Auc { get; init; }

    /// <summary>Interval by DeLong, images taken as independent; null for a macro average.</summary>
    public Interval? DeLong { get; init; }

    /// <summary>Interval by resampling patients; null where no round could be scored.</summary>
    public Interval? Patients { get; init; }

    /// <summary>The model minus this backbone; null for the model itself.</summary>
    public ScoreDifference? Difference { get; init; }

    /// <summary>The ROC curve as pairs of false and true positive rate; empty for a macro average.</summary>
    public IReadOnlyList<double[]> Roc { get; init; } = [];
}
