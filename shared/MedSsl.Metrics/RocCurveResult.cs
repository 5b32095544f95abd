namespace MedSsl.Metrics;

/// <summary>A receiver operating characteristic.</summary>
/// <param name="Points">From (0, 0) to (1, 1), one point per distinct score.</param>
/// <param name="Auc">Area under it.</param>
public sealed record RocCurveResult(IReadOnlyList<RocPoint> Points, double Auc);
