using System.Text.Json;

namespace MedSsl.EndToEnd.Tests;

/// <summary>What `make demo` runs, as it is run.</summary>
public sealed class DemoTests
{
    private const long MaxMemory = 4L << 30;

    [Fact]
    public async Task When_the_demo_runs_Should_end_with_four_reports_in_bounded_memory()
    {
        var home = Path.Combine(Testing.Repository.NewTemporaryFolder(), "demo");
        await using var demo = MedSslProcess.Start(new Dictionary<string, string>(), "demo", "--home", home, "--json");
        var ended = demo.WaitAsync(TimeSpan.FromMinutes(25));
        long peak = 0;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, demo.PeakMemory() ?? 0);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        }

        Assert.True(await ended == 0, demo.Errors);
        Assert.InRange(peak, 1, MaxMemory);
        var results = JsonDocument.Parse(demo.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["brain_metastasis", "chest_nodule", "head_bleed", "us_lesion"], results.Select(result => result.GetProperty("request").GetProperty("task").GetString()));
        Assert.All(results, result =>
        {
            var report = File.ReadAllText(Path.Combine(home, "reports", result.GetProperty("request").GetProperty("task").GetString() + ".html"));
            Assert.Contains("<svg", report, StringComparison.Ordinal);
            Assert.Equal(0, result.GetProperty("data").GetProperty("testPatientsInPretraining").GetInt32());
        });
    }
}
