namespace MedSsl.Benchmarks;

/// <summary>One line of a benchmark's table: a figure, the peer or limit measured in the same run, and the goal for their ratio.</summary>
/// <param name="Metric">What was measured.</param>
/// <param name="Value">Our figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Peer">What it is held against; empty where there is none.</param>
/// <param name="PeerValue">The peer's figure in the same unit.</param>
/// <param name="Goal">What is wanted, in words; empty where there is no goal.</param>
/// <param name="Met">Whether it was reached; null where there is no goal.</param>
public sealed record BenchmarkRow(string Metric, double Value, string Unit, string Peer = "", double? PeerValue = null, string Goal = "", bool? Met = null)
{
    /// <summary><see cref="Value"/> divided by <see cref="PeerValue"/>.</summary>
    public double? Ratio => PeerValue is > 0 ? Value / PeerValue : null;
}
