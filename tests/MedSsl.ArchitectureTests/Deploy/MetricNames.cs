using System.Text.RegularExpressions;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>Metrics that the platform promises (deploy/prometheus/metrics.txt) and metrics that an expression uses.</summary>
internal static partial class MetricNames
{
    /// <summary>Name, and the names under which Prometheus stores it: a histogram has three.</summary>
    public static IReadOnlySet<string> Listed { get; } = Lines()
        .SelectMany(fields => fields[1] == "histogram" ? new[] { "_bucket", "_sum", "_count" }.Select(suffix => fields[0] + suffix) : [fields[0]])
        .ToHashSet(StringComparer.Ordinal);

    public static IEnumerable<string[]> Lines() =>
        Tool.Read("deploy/prometheus/metrics.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '));

    public static IEnumerable<string> In(string expression) => Name().Matches(expression).Select(match => match.Value).Distinct();

    [GeneratedRegex("medssl_[a-z_]+")]
    private static partial Regex Name();
}
