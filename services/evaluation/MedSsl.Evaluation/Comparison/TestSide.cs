namespace MedSsl.Evaluation.Comparison;

/// <summary>The truth about the test images.</summary>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Labels">Class of each image.</param>
/// <param name="Patients">Patient of each image.</param>
internal sealed record TestSide(IReadOnlyList<string> Classes, int[] Labels, IReadOnlyList<string> Patients);
