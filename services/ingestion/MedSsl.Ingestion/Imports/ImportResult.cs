using MedSsl.Contracts.Documents;

namespace MedSsl.Ingestion.Imports;

/// <summary>How an import ended.</summary>
/// <param name="Record">What was stored.</param>
/// <param name="Refusals">Each refused input with its reason, by path: for the person at the source, not for the bus.</param>
public sealed record ImportResult(ImportRecord Record, IReadOnlyList<ImportRefusal> Refusals);
