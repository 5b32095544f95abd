using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using Xunit;

namespace MedSsl.Learning.Tests.Training.Health;

public sealed class HealthMonitorTests
{
    private static readonly TrainingRecipe Recipe = TinyTraining.Of("demo") with { Steps = 400, WarmupSteps = 20, CollapsePatience = 3 };

    private static readonly ModalityReport Collapsed = DiagnosisTests.Flat();
    private static readonly ModalityReport Healthy = Collapsed with { Loss = Math.Log(16) - 0.5, LossMinusLogK = -0.5, MeanCosine = 0.2 };

    [Fact]
    public void Observe_finds_a_collapse_once_and_only_when_its_signs_last_after_the_warm_up()
    {
        var monitor = new HealthMonitor(Recipe);

        Assert.Empty(Seen(monitor, 1, 20, Collapsed));
        Assert.True(monitor.IsHealthy);
        Assert.Empty(Seen(monitor, 21, 3, Collapsed));
        Assert.Equal((false, false), (monitor.Suspected, monitor.IsHealthy));
        Assert.Equal([24], Seen(monitor, 24, 10, Collapsed));
        Assert.True(monitor.Suspected);

        // It recovers, and what comes after is another collapse.
        Assert.Empty(Seen(monitor, 34, 40, Healthy));
        Assert.Equal((false, true), (monitor.Suspected, monitor.IsHealthy));
        Assert.Single(Seen(monitor, 74, 40, Collapsed));
    }

    [Theory]
    [InlineData(-0.5, 0.2, 0)]
    [InlineData(-0.5, 0.97, 1)]
    [InlineData(-0.005, 0.2, 1)]
    [InlineData(-0.02, 0.94, 0)]
    [InlineData(0.3, 0.2, 1)]
    public void Observe_takes_a_loss_near_or_above_that_of_a_collapsed_network_or_equal_embeddings_for_a_sign(double excess, double cosine, int found) =>
        Assert.Equal(found, Seen(new HealthMonitor(Recipe), 21, 30, Collapsed with { Loss = Math.Log(16) + excess, LossMinusLogK = excess, MeanCosine = cosine }).Count);

    [Fact]
    public void Observe_of_one_collapsed_modality_among_healthy_ones_is_enough()
    {
        var monitor = new HealthMonitor(Recipe);
        Assert.Empty(Seen(monitor, 21, 10, Healthy));

        Assert.Equal([24], Seen(monitor, 21, 10, Collapsed, "US"));
        Assert.True(monitor.Suspected);
    }

    [Fact]
    public void States_are_all_that_a_resumed_run_needs()
    {
        var (whole, first, second) = (new HealthMonitor(Recipe), new HealthMonitor(Recipe), new HealthMonitor(Recipe));
        var expected = Seen(whole, 1, 20, Healthy).Concat(Seen(whole, 21, 30, Collapsed)).ToList();
        Seen(first, 1, 20, Healthy);
        Seen(first, 21, 4, Collapsed);
        foreach (var (modality, state) in first.States)
        {
            second.States[modality] = System.Text.Json.JsonSerializer.Deserialize<ModalityHealth>(System.Text.Json.JsonSerializer.Serialize(state))!;
        }

        Assert.Equal(expected, Seen(second, 25, 26, Collapsed));
        Assert.Equal(whole.States, second.States);
    }

    private static List<long> Seen(HealthMonitor monitor, int from, int steps, ModalityReport report, string modality = "CR")
    {
        var found = new List<long>();
        foreach (var step in Enumerable.Range(from, steps))
        {
            if (monitor.Observe(step, modality, report, 1.2) is { } finding)
            {
                found.Add(finding.Step);
            }
        }

        return found;
    }
}
