namespace MedSsl.Metrics;

/// <summary>The difference of two areas measured on the same cases.</summary>
/// <param name="Difference">Area of A minus area of B.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="PValue">Two-sided p value of no difference.</param>
public sealed record AucDifference(double Difference, double Low, double High, double PValue);
