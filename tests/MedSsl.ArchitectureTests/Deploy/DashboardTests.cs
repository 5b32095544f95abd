using System.Text.Json;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

public sealed class DashboardTests
{
    private const string Folder = "deploy/grafana/dashboards";

    public static TheoryData<string> Dashboards => [.. Tool.Files(Folder, "*.json")];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_panels_are_complete_and_do_not_overlap(string file)
    {
        var dashboard = Parse(file);
        Assert.NotEmpty(dashboard.GetProperty("uid").GetString()!);
        Assert.NotEmpty(dashboard.GetProperty("title").GetString()!);
        var source = Tool.Read("deploy/grafana/provisioning/datasources/prometheus.yml");
        var taken = new HashSet<(int X, int Y)>();
        var ids = new HashSet<int>();
        foreach (var panel in dashboard.GetProperty("panels").EnumerateArray())
        {
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()));
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.True(Cells(panel.GetProperty("gridPos")).All(taken.Add), $"{panel.GetProperty("title")} overlaps another panel");
            if (panel.GetProperty("type").GetString() != "row")
            {
                Assert.NotEmpty(panel.GetProperty("description").GetString()!);
                Assert.Contains($"uid: {panel.GetProperty("datasource").GetProperty("uid")}", source, StringComparison.Ordinal);
                Assert.NotEmpty(Targets(panel));
            }
        }

        Assert.All(taken, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_uses_listed_metrics_only(string file)
    {
        var used = Expressions(file).SelectMany(MetricNames.In).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(MetricNames.Listed));
    }

    [Fact]
    public void Every_metric_of_ingestion_is_on_a_dashboard()
    {
        var shown = Tool.Files(Folder, "*.json").SelectMany(Expressions).SelectMany(MetricNames.In).Select(name => name.Replace("_bucket", "", StringComparison.Ordinal)).ToHashSet();

        Assert.Empty(MetricNames.Lines().Select(fields => fields[0]).Where(name => name.StartsWith("medssl_ingestion_", StringComparison.Ordinal) || name.StartsWith("medssl_codecs_", StringComparison.Ordinal)).Except(shown));
    }

    // promtool parses expressions only inside a rule file.
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_expressions_are_PromQL(string file)
    {
        var rules = Path.Combine(Repository.NewTemporaryFolder(), "rules.json");
        File.WriteAllText(rules, JsonSerializer.Serialize(new
        {
            groups = new[] { new { name = "dashboard", rules = Expressions(file).Select((expr, i) => new { record = $"panel:{i}", expr }) } },
        }));

        Tool.Run("promtool", ["check", "rules", rules]).ShouldSucceed();
    }

    [Fact]
    public void The_provider_reads_the_folder_that_compose_mounts()
    {
        var provider = Tool.Read("deploy/grafana/provisioning/dashboards/medssl.yml");
        Assert.Contains("path: /etc/medssl/dashboards", provider, StringComparison.Ordinal);
        Assert.Contains($"./{Folder}:/etc/medssl/dashboards:ro", Tool.Read("docker-compose.yml"), StringComparison.Ordinal);
    }

    private static JsonElement Parse(string file)
    {
        using var document = JsonDocument.Parse(Tool.Read(file));
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Expressions(string file) =>
        Parse(file).GetProperty("panels").EnumerateArray().SelectMany(Targets).Select(expression => expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal));

    private static IEnumerable<string> Targets(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().Select(target => target.GetProperty("expr").GetString()!) : [];

    private static IEnumerable<(int X, int Y)> Cells(JsonElement position)
    {
        int Value(string name) => position.GetProperty(name).GetInt32();
        return Enumerable.Range(Value("x"), Value("w")).SelectMany(x => Enumerable.Range(Value("y"), Value("h")).Select(y => (x, y)));
    }
}
