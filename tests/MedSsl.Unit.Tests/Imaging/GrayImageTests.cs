using MedSsl.Imaging;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging;

public sealed class GrayImageTests
{
    [Fact]
    public void Row_is_a_view_and_Clone_is_a_copy()
    {
        var image = new GrayImage(3, 2);
        var copy = image.Clone();
        image.Row(1)[2] = 5;
        Assert.Equal([0f, 0, 0, 0, 0, 5], image.Pixels);
        Assert.All(copy.Pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void Constructor_with_the_wrong_pixel_count_says_what_was_expected()
    {
        var error = Assert.Throws<ArgumentException>(() => new GrayImage(3, 2, new float[5]));
        Assert.Contains("6 pixels, 5 were given", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrayImage(0, 2));
        Assert.Throws<OverflowException>(() => new GrayImage(1 << 16, 1 << 16));
    }
}
