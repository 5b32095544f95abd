using MedSsl.Imaging.Intensity;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Intensity;

public sealed class WindowLevelTests
{
    // PS3.3 C.11.2.1.2.1, note: centre 2048, width 4096 covers 0 .. 4095; centre 0, width 100 covers -50 .. 49; centre 0, width 1 steps at -0.5.
    [Theory]
    [InlineData(2048, 4096, 0, 0)]
    [InlineData(2048, 4096, 4095, 1)]
    [InlineData(2048, 4096, 819, 0.2)]
    [InlineData(0, 100, -50, 0)]
    [InlineData(0, 100, 49, 1)]
    [InlineData(0, 100, -0.5, 0.5)]
    [InlineData(0, 100, 5000, 1)]
    [InlineData(0, 1, -1, 0)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, -3, 0, 1)]
    [InlineData(0, 100, float.NaN, 0)]
    public void Apply_follows_the_standard(double center, double width, float value, double expected)
    {
        float[] values = [value];
        WindowLevel.Apply(values, new WindowLevel(center, width));
        Assert.Equal(expected, values[0], 1e-6);
    }
}
