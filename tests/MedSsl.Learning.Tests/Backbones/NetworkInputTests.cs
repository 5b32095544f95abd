using MedSsl.Learning.Backbones;
using Xunit;

namespace MedSsl.Learning.Tests.Backbones;

public sealed class NetworkInputTests
{
    [Fact]
    public void ToUnitRange_is_not_decided_by_one_bright_pixel_and_does_not_see_gain_and_offset()
    {
        var values = Enumerable.Range(0, 1001).Select(i => i / 10f).ToArray();
        values[500] = 1e6f;
        var scaled = values.Select(value => (value * 3) - 7).ToArray();

        NetworkInput.ToUnitRange(values);
        NetworkInput.ToUnitRange(scaled);

        Assert.Equal((0f, 1f, 1f), (values[0], values[500], values[1000]));
        Assert.Equal(0.2f, values[203], 0.01f);
        Assert.All(values.Zip(scaled), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void ToUnitRange_of_nothing_or_a_constant_is_zero()
    {
        var constant = new[] { 5f, 5f, 5f };

        NetworkInput.ToUnitRange([]);
        NetworkInput.ToUnitRange(constant);

        Assert.Equal([0f, 0f, 0f], constant);
    }

    [Fact]
    public void Standardize_puts_mid_grey_at_zero()
    {
        var values = new[] { 0f, 0.5f, 1f };

        NetworkInput.Standardize(values);

        Assert.Equal([-2f, 0f, 2f], values);
    }
}
