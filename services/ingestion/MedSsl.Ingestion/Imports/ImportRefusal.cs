namespace MedSsl.Ingestion.Imports;

/// <summary>An input that was refused.</summary>
/// <param name="Input">Path, and line of the manifest where there is one.</param>
/// <param name="ReasonCode">Reason code.</param>
/// <param name="Reason">What was expected and what was found.</param>
public sealed record ImportRefusal(string Input, string ReasonCode, string Reason);
