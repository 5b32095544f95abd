using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

public sealed class PrometheusTests
{
    private const string Folder = "deploy/prometheus";

    [Fact]
    public void Configuration_and_rules_are_accepted() =>
        Tool.Run("promtool", ["check", "config", $"{Folder}/prometheus.yml"]).ShouldSucceed();

    [Fact]
    public void Every_alert_passes_its_tests() =>
        Tool.Run("promtool", ["test", "rules", $"{Folder}/rules.test.yml"]).ShouldSucceed();

    [Fact]
    public void Every_alert_has_a_test()
    {
        var tests = Tool.Read($"{Folder}/rules.test.yml");
        var alerts = Tool.Read($"{Folder}/rules.yml").Split('\n').Where(line => line.Contains("- alert:", StringComparison.Ordinal)).Select(line => line.Split(": ")[1]).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_service_of_compose_is_scraped()
    {
        var scraped = Tool.Read($"{Folder}/prometheus.yml").Split("names: [")[1].Split(']')[0].Split(", ");
        var built = ComposeModel.Services.Where(service => service.Value.TryGetProperty("build", out _)).Select(service => service.Name);

        Assert.Equal(built.Order(StringComparer.Ordinal), scraped.Order(StringComparer.Ordinal));
    }
}
