using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

public sealed partial class MetricNamesTests
{
    [Fact]
    public void Listed_metrics_are_named_as_Prometheus_wants_them()
    {
        Assert.Distinct(MetricNames.Lines().Select(fields => fields[0]));
        Assert.All(MetricNames.Lines(), fields =>
        {
            Assert.Matches("^medssl_[a-z_]+$", fields[0]);
            Assert.Contains(fields[1], new[] { "counter", "gauge", "histogram" });
            Assert.Equal(fields[1] == "counter", fields[0].EndsWith("_total", StringComparison.Ordinal));
            // A patient or an instance must never become a label.
            Assert.DoesNotContain(fields.Skip(2), label => label.Contains("uid", StringComparison.Ordinal) || label.Contains("patient", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Rules_use_listed_metrics_only()
    {
        var used = MetricNames.In(Expressions().Replace(Tool.Read("deploy/prometheus/rules.yml"), "")).ToList();

        Assert.Contains("medssl_bus_faulted_total", used);
        Assert.Empty(used.Except(MetricNames.Listed));
    }

    [Fact]
    public void Metrics_that_the_code_creates_are_listed()
    {
        var listed = MetricNames.Lines().Select(fields => fields[0]).ToHashSet();
        var created = new[] { "shared", "services" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Quoted().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

        Assert.Empty(created.Except(listed));
    }

    // Comments may speak of anything.
    [GeneratedRegex("^ *#.*$", RegexOptions.Multiline)]
    private static partial Regex Expressions();

    [GeneratedRegex("\"(medssl_[a-z_]+)\"")]
    private static partial Regex Quoted();
}
