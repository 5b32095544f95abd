namespace MedSsl.Metrics;

/// <summary>A difference of two areas with a bootstrap interval.</summary>
/// <param name="Difference">Area of A minus area of B on the cases themselves.</param>
/// <param name="Low">2.5 % quantile of the differences of the rounds.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="Rounds">Rounds drawn.</param>
/// <param name="Groups">Patients.</param>
public sealed record AucDifferenceInterval(double Difference, double Low, double High, int Rounds, int Groups);
