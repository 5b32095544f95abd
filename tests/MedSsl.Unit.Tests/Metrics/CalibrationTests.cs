using MedSsl.Metrics;
using Xunit;

namespace MedSsl.Unit.Tests.Metrics;

public sealed class CalibrationTests
{
    private static readonly double[] Probabilities = Array.ConvertAll(Cases.A, score => score / 26);

    [Fact]
    public void Brier_cases_gives_the_golden_value() => Assert.Equal(0.20204635108481264, Calibration.Brier(Probabilities, Cases.Positive), 14);

    [Fact]
    public void ExpectedCalibrationError_cases_gives_the_golden_value() =>
        Assert.Equal(0.19807692307692304, Calibration.ExpectedCalibrationError(Probabilities, Cases.Positive, 10), 14);

    [Fact]
    public void ExpectedCalibrationError_certain_and_right_is_zero_and_wrong_is_one()
    {
        Assert.Equal(0, Calibration.ExpectedCalibrationError([1, 0], [true, false]));
        Assert.Equal(1, Calibration.ExpectedCalibrationError([1, 0], [false, true]));
        Assert.Equal(0, Calibration.ExpectedCalibrationError([0.5, 0.5], [true, false]), 14);
        Assert.Equal(0.75, Calibration.ExpectedCalibrationError([0.25], [true]), 14);
    }

    [Fact]
    public void Brier_input_that_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Calibration.Brier([], []));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([1.01], [true]));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => Calibration.ExpectedCalibrationError([0.5, 0.5], [true]));
        Assert.ThrowsAny<ArgumentException>(() => Calibration.ExpectedCalibrationError([0.5], [true], 0));
    }
}
