namespace MedSsl.Learning.Probes;

/// <summary>What a probe of a training found.</summary>
/// <param name="Label">What was asked.</param>
/// <param name="Images">Images that were classified.</param>
/// <param name="Auc">Area under the ROC curve; of more than two classes the mean over each against the rest. Null where a class has fewer than two images.</param>
/// <param name="Accuracy">Share of the images whose class had most votes.</param>
public sealed record ProbeReport(string Label, int Images, double? Auc, double Accuracy);
