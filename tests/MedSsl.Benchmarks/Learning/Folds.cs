namespace MedSsl.Benchmarks.Learning;

/// <summary>On which images probes are fitted and scored.</summary>
internal enum Folds
{
    /// <summary>Five folds, whole patients in each: every image is scored once, by a probe that saw none of its patient.</summary>
    CrossValidated,

    /// <summary>The division that comes with the labels: fitted on the training side, scored on the other.</summary>
    Given,
}
