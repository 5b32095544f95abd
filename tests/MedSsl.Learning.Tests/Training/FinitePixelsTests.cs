using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class FinitePixelsTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void All_finds_one_bad_value_wherever_it_is(float bad)
    {
        for (var place = 0; place < 37; place++)
        {
            var values = Enumerable.Repeat(float.MaxValue, 37).ToArray();
            Assert.True(FinitePixels.All(values));
            values[place] = bad;
            Assert.False(FinitePixels.All(values), $"at {place}");
        }
    }

    [Fact]
    public void All_of_nothing_and_of_extreme_numbers_is_true() => Assert.True(FinitePixels.All([]) && FinitePixels.All([float.MinValue, float.Epsilon, -0f]));
}
