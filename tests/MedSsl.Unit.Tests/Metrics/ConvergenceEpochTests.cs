using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class ConvergenceEpochTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.78, 0.79, 0.8, 0.79 }, 3)]
    [InlineData(new[] { 0.9, 0.5 }, 1)]
    [InlineData(new[] { 0.7 }, 1)]
    [InlineData(new[] { double.NaN, 0.5, double.NaN, 1 }, 4)]
    public void Of_run_is_the_first_epoch_near_its_best(double[] metric, int epoch) => Assert.Equal(epoch, ConvergenceEpoch.Of(metric));

    [Fact]
    public void Of_run_without_a_best_is_null()
    {
        Assert.Null(ConvergenceEpoch.Of([]));
        Assert.Null(ConvergenceEpoch.Of([0, 0]));
        Assert.Null(ConvergenceEpoch.Of([-1, -0.5]));
        Assert.Null(ConvergenceEpoch.Of([double.NaN]));
    }

    [Fact]
    public void Of_larger_fraction_is_never_earlier()
    {
        double[] metric = [0.1, 0.5, 0.4, 0.8, 0.9, 1];
        Assert.Equal([2, 4, 5, 6], new[] { 0.5, 0.7, 0.9, 1 }.Select(fraction => ConvergenceEpoch.Of(metric, fraction)!.Value));
    }
}
