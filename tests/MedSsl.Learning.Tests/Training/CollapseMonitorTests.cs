using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class CollapseMonitorTests
{
    private static readonly TrainingRecipe Recipe = TrainingRecipe.BuiltIn["demo"] with { CollapsePatience = 3 };
    private static readonly double LogK = Math.Log(Recipe.Prototypes);

    [Fact]
    public void Observe_suspects_a_collapse_only_when_its_signs_last_after_the_warm_up()
    {
        var monitor = new CollapseMonitor(Recipe);

        Assert.False(Seen(monitor, Enumerable.Range(0, Recipe.WarmupSteps), LogK, 0.99));
        Assert.False(Seen(monitor, Enumerable.Range(Recipe.WarmupSteps, 3), LogK * 1.004, 0.99));
        Assert.True(Seen(monitor, [Recipe.WarmupSteps + 3], LogK, 0.99));
        Assert.False(Seen(monitor, [Recipe.WarmupSteps + 4], LogK * 0.99, 0.99));
    }

    [Theory]
    [InlineData(0.99, 0.99)]
    [InlineData(1, 0.9)]
    public void Observe_of_a_loss_away_from_log_K_or_of_spread_embeddings_is_no_sign(double share, double cosine) =>
        Assert.False(Seen(new CollapseMonitor(Recipe), Enumerable.Range(50, 40), LogK * share, cosine));

    [Fact]
    public void Observe_of_one_collapsed_modality_among_healthy_ones_is_enough()
    {
        var monitor = new CollapseMonitor(Recipe);
        foreach (var step in Enumerable.Range(50, 4))
        {
            monitor.Observe(step, "CR", 1, LogK, 0.2);
            monitor.Observe(step, "US", LogK, LogK, 0.99);
        }

        Assert.True(monitor.Suspected);
    }

    private static bool Seen(CollapseMonitor monitor, IEnumerable<int> steps, double loss, double cosine)
    {
        foreach (var step in steps)
        {
            monitor.Observe(step, "CR", loss, LogK, cosine);
        }

        return monitor.Suspected;
    }
}
