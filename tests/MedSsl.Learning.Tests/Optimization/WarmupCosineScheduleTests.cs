using MedSsl.Learning.Optimization;
using Xunit;

namespace MedSsl.Learning.Tests.Optimization;

public sealed class WarmupCosineScheduleTests
{
    // 100 steps per epoch, 10 epochs of warm-up, 400 epochs.
    [Theory]
    [InlineData(0, 0.3)]
    [InlineData(1, 0.304505)]
    [InlineData(999, 4.8)]
    [InlineData(1000, 4.8)]
    [InlineData(20500, 2.4024)]
    [InlineData(39999, 0.0048)]
    public void At_has_the_golden_values(long step, double expected) =>
        Assert.Equal(expected, new WarmupCosineSchedule(4.8, 0.0048, 0.3, 1000, 40000).At(step), 1e-5);

    [Fact]
    public void At_without_warmup_begins_at_the_base_rate_and_only_falls()
    {
        var schedule = new WarmupCosineSchedule(0.6, 0.0006, 0, 0, 50);
        var rates = Enumerable.Range(0, 50).Select(step => schedule.At(step)).ToList();

        Assert.Equal(0.6, rates[0]);
        Assert.Equal(rates.OrderDescending(), rates);
        Assert.True(rates[^1] > 0.0006);
        Assert.Equal(rates[^1], schedule.At(1000));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(5, 5)]
    public void At_of_degenerate_lengths_is_finite(long warmup, long total)
    {
        var schedule = new WarmupCosineSchedule(1, 0.1, 0.2, warmup, total);

        Assert.All(Enumerable.Range(0, 8), step => Assert.InRange(schedule.At(step), 0.1, 1));
        Assert.Equal(0.2, schedule.At(0));
    }
}
