using System.Text;
using MedSsl.Evaluation.Report;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class TrainingCurveTests
{
    [Fact]
    public async Task ReadAsync_takes_the_figures_and_passes_over_what_is_none()
    {
        var curve = await ReadAsync("""
            {"step":1,"loss":4,"lossMinusLogK":0.5,"codePerplexity":12.5}
            {"step":2,"lossMinusLogK":"NaN"}
            [3]

            {"step":3,"lossMinusLogK":-0.25}
            {"step":4,"lossMinu
            """);

        Assert.Equal([(1.0, 0.5), (3.0, -0.25)], curve.LossMinusLogK);
        Assert.Equal([(1.0, 12.5)], curve.CodePerplexity);
    }

    [Fact]
    public async Task ReadAsync_long_curve_keeps_its_ends()
    {
        var curve = await ReadAsync(string.Join('\n', Enumerable.Range(0, 5000).Select(i => $$"""{"step":{{i}},"lossMinusLogK":0}""")));

        Assert.Equal(400, curve.LossMinusLogK.Count);
        Assert.Equal((0.0, 4999.0), (curve.LossMinusLogK[0].Step, curve.LossMinusLogK[^1].Step));
    }

    private static Task<TrainingCurve> ReadAsync(string lines) =>
        TrainingCurve.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), CancellationToken.None);
}
