namespace MedSsl.Metrics;

/// <summary>An area with a bootstrap interval.</summary>
/// <param name="Auc">The area on the cases themselves.</param>
/// <param name="Low">2.5 % quantile of the areas of the rounds.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="Rounds">Rounds drawn.</param>
/// <param name="Groups">Patients.</param>
public sealed record AucInterval(double Auc, double Low, double High, int Rounds, int Groups);
