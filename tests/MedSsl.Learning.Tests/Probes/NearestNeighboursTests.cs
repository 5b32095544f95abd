using MedSsl.Learning.Probes;
using Xunit;

namespace MedSsl.Learning.Tests.Probes;

public sealed class NearestNeighboursTests
{
    private static readonly float[][] Train = [[1, 0], [0, 2], [3, 3], [-1, 0]];
    private static readonly int[] Labels = [0, 1, 1, 0];

    [Fact]
    public void Predict_three_neighbours_weighs_by_the_exponent_of_the_cosine()
    {
        // Cosines of (1, 0) with the rows: 1, 0, √½, −1.
        var actual = NearestNeighbours.Predict(Train, Labels, 2, [[5, 0]], k: 3, temperature: 0.5);
        var (near, diagonal, right) = (Math.Exp(1 / 0.5), Math.Exp(Math.Sqrt(0.5) / 0.5), Math.Exp(0));

        Assert.Equal(near / (near + diagonal + right), actual[0][0], 6);
        Assert.Equal(1, actual[0].Sum(), 12);
    }

    [Fact]
    public void Predict_length_of_rows_does_not_matter()
    {
        var longer = Array.ConvertAll(Train, row => Array.ConvertAll(row, value => 4 * value));
        Assert.Equal(NearestNeighbours.Predict(Train, Labels, 2, [[1, 2]], 2), NearestNeighbours.Predict(longer, Labels, 2, [[4, 8]], 2));
    }

    [Fact]
    public void Predict_fewer_samples_than_neighbours_and_tiny_temperature_stay_finite()
    {
        var actual = NearestNeighbours.Predict(Train, Labels, 2, [[1, 0], [0, 0]], k: 20, temperature: 1e-4);
        Assert.Equal(1, actual[0][0], 12);
        Assert.Equal(0.5, actual[1][0], 12); // a row of zeros is equally far from everything
    }

    [Fact]
    public void Predict_other_width_says_so()
    {
        var error = Assert.Throws<ArgumentException>(() => NearestNeighbours.Predict(Train, Labels, 2, [[1, 2, 3]]));
        Assert.Contains("2 features; test row 0 has 3", error.Message, StringComparison.Ordinal);
    }
}
