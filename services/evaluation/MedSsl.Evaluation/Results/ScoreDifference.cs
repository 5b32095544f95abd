namespace MedSsl.Evaluation.Results;

/// <summary>AUC of the model minus AUC of a random backbone, on the same test images.</summary>
public sealed record ScoreDifference
{
    /// <summary>The difference; above 0 the model is better.</summary>
    public required double Value { get; init; }

    /// <summary>Interval by DeLong, images taken as independent; null for a macro average.</summary>
    public Interval? DeLong { get; init; }

    /// <summary>Interval by resampling patients; null where no round could be scored.</summary>
    public Interval? Patients { get; init; }

    /// <summary>Two-sided p of "no difference": DeLong's, or for a macro average the bootstrap's; null where neither is defined.</summary>
    public double? PValue { get; init; }
}
