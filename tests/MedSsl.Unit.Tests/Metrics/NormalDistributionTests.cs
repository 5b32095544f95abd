using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class NormalDistributionTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 0.61707507745197376)]
    [InlineData(-0.5, 0.61707507745197376)]
    [InlineData(1.959963984540054, 0.05)]
    [InlineData(2.8, 0.0051102606608558641)]
    [InlineData(3, 0.0026997960632601866)]
    [InlineData(6, 1.9731752900753892e-09)]
    [InlineData(12, 3.5529642241553061e-33)]
    [InlineData(37, 1.1451142445047853e-299)]
    public void TwoSidedP_gives_the_golden_values_to_relative_precision(double z, double p) =>
        Assert.InRange(NormalDistribution.TwoSidedP(z) / p, 1 - 1e-12, 1 + 1e-12);

    [Fact]
    public void TwoSidedP_falls_without_a_step_where_the_two_formulas_meet()
    {
        var tails = Enumerable.Range(2700, 300).Select(i => NormalDistribution.TwoSidedP(i / 1000.0)).ToList();

        Assert.All(tails.Zip(tails.Skip(1)), pair => Assert.InRange(pair.Second / pair.First, 0.99, 0.9999));
        Assert.Equal(0, NormalDistribution.TwoSidedP(double.PositiveInfinity));
    }
}
