namespace MedSsl.Metrics;

/// <summary>One operating point.</summary>
/// <param name="FalsePositiveRate">Share of the negative cases called positive.</param>
/// <param name="TruePositiveRate">Share of the positive cases called positive.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);
