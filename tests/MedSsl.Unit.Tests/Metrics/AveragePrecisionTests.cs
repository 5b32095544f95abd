using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class AveragePrecisionTests
{
    [Fact]
    public void Compute_cases_gives_the_golden_value()
    {
        Assert.Equal(0.66193827430062613, AveragePrecision.Compute(Cases.A, Cases.Positive), 14);
        Assert.Equal(0.66193827430062613, AveragePrecision.Compute(Cases.Reversed(Cases.A), Cases.Reversed(Cases.Positive)), 14);
    }

    [Fact]
    public void Compute_degenerate_cases_are_defined()
    {
        Assert.Equal(1, AveragePrecision.Compute([1, 2], [true, true]));
        Assert.Equal(0.25, AveragePrecision.Compute([1, 1, 1, 1], [true, false, false, false]));
        Assert.Equal((1 + (2 / 3.0)) / 2, AveragePrecision.Compute([3, 2, 1], [true, false, true]), 14);
        Assert.Contains("none of 2 is", Assert.Throws<ArgumentException>(() => AveragePrecision.Compute([1, 2], [false, false])).Message, StringComparison.Ordinal);
    }
}
