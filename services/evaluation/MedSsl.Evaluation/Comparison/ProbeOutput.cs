namespace MedSsl.Evaluation.Comparison;

/// <summary>What the two probes say of the test images, by the features of one backbone.</summary>
/// <param name="Linear">[image][class] probabilities of the linear probe.</param>
/// <param name="Penalty">Penalty that the linear probe chose.</param>
/// <param name="Neighbours">[image][class] votes of the nearest neighbours.</param>
internal sealed record ProbeOutput(double[][] Linear, double Penalty, double[][] Neighbours);
