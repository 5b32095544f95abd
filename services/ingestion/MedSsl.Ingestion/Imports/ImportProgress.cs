namespace MedSsl.Ingestion.Imports;

/// <summary>How far an import is.</summary>
/// <param name="Done">Inputs worked on.</param>
/// <param name="Total">Inputs in all.</param>
/// <param name="Rejected">Inputs refused so far.</param>
public sealed record ImportProgress(int Done, int Total, int Rejected);
