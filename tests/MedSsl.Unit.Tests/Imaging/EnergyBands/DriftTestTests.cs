using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class DriftTestTests
{
    // The gain of MR receivers is set anew for every patient, in phantoms as in hospitals: only a large one stands out.
    [Theory]
    [InlineData("chest_nodule", "gain", 1.5f)]
    [InlineData("chest_nodule", "blur", 0)]
    [InlineData("chest_nodule", "gamma", 1.8f)]
    [InlineData("head_bleed", "gain", 1.2f)]
    [InlineData("head_bleed", "blur", 0)]
    [InlineData("head_bleed", "gamma", 1.8f)]
    [InlineData("brain_metastasis", "gain", 3f)]
    [InlineData("brain_metastasis", "blur", 0)]
    [InlineData("brain_metastasis", "gamma", 1.8f)]
    [InlineData("us_lesion", "gain", 1.5f)]
    [InlineData("us_lesion", "blur", 0)]
    [InlineData("us_lesion", "gamma", 1.8f)]
    public void Judge_changed_scanner_is_raised_within_200_images_and_not_before(string task, string change, float amount)
    {
        var baseline = DriftStream.Baseline(task, seed: 1, count: 500);
        Func<GrayImage, GrayImage> apply = change switch
        {
            "gain" => image => DriftStream.Gain(image, amount),
            "gamma" => image => DriftStream.Gamma(image, amount),
            _ => DriftStream.Blur,
        };
        var strengths = DriftStream.Strengths(baseline, Enumerable.Range(0, 300).Select(patient => DriftStream.Probe(task, 2, patient, patient < 100 ? null : apply)));
        var first = strengths.FindIndex(strength => DriftTest.IsRaised(false, strength));
        TestContext.Current.SendDiagnosticMessage("{0}", $"{task} {change} {amount}: image {first - 99}, |z| {strengths[199]:F1}; before {strengths[..100].Max():F1}");
        Assert.InRange(first, 100, 299);
    }

    [Theory]
    [InlineData("chest_nodule", 1)]
    [InlineData("head_bleed", 2)]
    [InlineData("brain_metastasis", 3)]
    [InlineData("us_lesion", 4)]
    public void Judge_unchanged_stream_of_10000_raises_nothing(string task, ulong seed)
    {
        const int Size = 16; // ten thousand drawings: small ones
        var baseline = DriftStream.Baseline(task, seed, 1000, Size);
        var highest = DriftStream.Strengths(baseline, DriftStream.Unchanged(task, seed + 100, 10_000, Size)).Max();
        TestContext.Current.SendDiagnosticMessage("{0}", $"{task} {seed}: |z| <= {highest:F2}");
        Assert.InRange(highest, 2, DriftTest.Limit); // not below 2: a test that cannot see anything would pass too
    }

    [Fact]
    public void Judge_golden_value()
    {
        // Median 0, deviations 0..10 each twice but 0: spread 1.4826 * 5 = 7.413; window median 20; z = 20 / (sqrt(pi/2) 7.413 sqrt(1/25 + 1/21)) = 7.2724
        var baseline = DriftBaseline.Fit([.. Enumerable.Range(-10, 21).Select(value => (IReadOnlyList<double>)[value])]);
        Assert.Equal((0, 21), (baseline.Median[0], baseline.SeriesCount));
        Assert.Equal(7.413011, baseline.Spread[0], 1e-6);
        Assert.Equal(7.272373, Assert.Single(DriftTest.Judge(baseline, Constant(20, 25))!), 1e-6);
    }

    [Fact]
    public void Judge_order_and_outliers_do_not_matter()
    {
        var baseline = DriftStream.Baseline("us_lesion", 1, 50);
        var stream = Enumerable.Range(0, 50).Select(patient => DriftStream.Probe("us_lesion", 2, patient)).ToList();
        var z = DriftTest.Judge(baseline, stream)!;
        Assert.Equal(z, DriftTest.Judge(baseline, [.. Enumerable.Reverse(stream)])!);
        var outlier = stream.ConvertAll(probe => (IReadOnlyList<double>)probe);
        outlier[0] = [.. stream[0].Select(_ => 1e6)];
        Assert.InRange(DriftTest.Strength(DriftTest.Judge(baseline, outlier)!), 0, DriftTest.Limit);
    }

    [Fact]
    public void Judge_gain_moves_the_delivered_energies_and_no_ratio()
    {
        var baseline = DriftStream.Baseline("head_bleed", 1, 50);
        var changed = DriftTest.Judge(baseline, [.. Enumerable.Range(0, 50).Select(patient => DriftStream.Probe("head_bleed", 1, patient, image => DriftStream.Gain(image, 2)))])!;
        Assert.All(changed[..6], z => Assert.True(z > 3, $"{z}"));
        Assert.All(changed[6..11], z => Assert.InRange(z, -1e-3, 1e-3));
    }

    [Fact]
    public void Judge_too_few_series_say_nothing()
    {
        var baseline = DriftBaseline.Fit([.. Constant(0, DriftTest.FewestSeries)]);
        Assert.Null(DriftTest.Judge(baseline, []));
        Assert.Null(DriftTest.Judge(baseline, Constant(9, DriftTest.FewestSeries - 1)));
        Assert.NotNull(DriftTest.Judge(baseline, Constant(9, DriftTest.FewestSeries)));
        Assert.Null(DriftTest.Judge(DriftBaseline.Fit([.. Constant(0, DriftTest.FewestSeries - 1)]), Constant(9, 100)));
        Assert.Null(DriftTest.Judge(baseline, [.. Enumerable.Repeat<IReadOnlyList<double>>([1, 2, 3], 100)])); // other bands
    }

    [Fact]
    public void Judge_reference_without_spread_ignores_changes_of_three_percent()
    {
        var baseline = DriftBaseline.Fit([.. Constant(1, 1000)]);
        Assert.InRange(DriftTest.Strength(DriftTest.Judge(baseline, Constant(1.03, 100))!), 0, DriftTest.Limit);
        Assert.True(DriftTest.Strength(DriftTest.Judge(baseline, Constant(1.1, 100))!) > DriftTest.Limit);
    }

    [Fact]
    public void Probe_constant_image_and_not_a_number()
    {
        var flat = DriftProbe.Measure(new GrayImage(8, 8), 8)!;
        Assert.All(DriftProbe.Of(flat, flat), value => Assert.True(double.IsFinite(value)));
        Assert.Null(DriftProbe.Measure(new GrayImage(1, 1, [float.NaN]), 8));
        Assert.Null(DriftProbe.OfSeries([]));
        Assert.Equal([2.0, 5.0], DriftProbe.OfSeries([[1, 5], [2, 4], [9, 6]])!);
        Assert.Throws<ArgumentException>(() => DriftBaseline.Fit([]));
        Assert.Throws<ArgumentException>(() => DriftBaseline.Fit([[1, double.NaN]]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(7, 4)]
    [InlineData(500, 4)]
    public void Probe_takes_a_few_images_spread_over_the_series(int count, int expected)
    {
        var taken = Enumerable.Range(0, count).Where(index => DriftProbe.Takes(index, count)).ToList();
        Assert.Equal(expected, taken.Count);
        Assert.True(count <= 4 || taken.Zip(taken.Skip(1), (a, b) => b - a).Max() - taken.Zip(taken.Skip(1), (a, b) => b - a).Min() <= 1);
    }

    [Fact]
    public void IsRaised_stays_until_half_the_limit() =>
        Assert.Equal([false, true, true, false], new[] { (false, 5.9), (false, 6.0), (true, 3.1), (true, 2.9) }.Select(pair => DriftTest.IsRaised(pair.Item1, pair.Item2)));

    private static List<IReadOnlyList<double>> Constant(double value, int count) => [.. Enumerable.Repeat<IReadOnlyList<double>>([value], count)];
}
