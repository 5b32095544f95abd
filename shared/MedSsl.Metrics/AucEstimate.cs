namespace MedSsl.Metrics;

/// <summary>An area under the curve with its uncertainty.</summary>
/// <param name="Auc">The area.</param>
/// <param name="Variance">Its variance after DeLong.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="Positives">Positive cases.</param>
/// <param name="Negatives">Negative cases.</param>
public sealed record AucEstimate(double Auc, double Variance, double Low, double High, int Positives, int Negatives);
