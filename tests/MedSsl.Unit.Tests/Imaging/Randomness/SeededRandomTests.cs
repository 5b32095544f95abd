using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Randomness;

public sealed class SeededRandomTests
{
    // The first line is xoshiro256** seeded by SplitMix64(0) as every implementation of the pair gives it; both were recomputed in Python.
    [Theory]
    [InlineData(0UL, new ulong[0], new ulong[] { 11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532 })]
    [InlineData(42UL, new ulong[] { 1, 2, 3 }, new ulong[] { 4629176660642475152, 3604639860726210552, 4286986300571519959, 7098589377443741382 })]
    public void NextUInt64_gives_the_golden_sequence(ulong seed, ulong[] path, ulong[] expected)
    {
        var random = new SeededRandom(seed, path);
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Paths_of_other_order_or_length_give_other_sequences()
    {
        ulong[][] paths = [[], [0], [0, 0], [1], [1, 0], [0, 1], [1, 2], [2, 1], [ulong.MaxValue]];
        var firsts = paths.Select(path => new SeededRandom(7, path).NextUInt64()).ToList();
        Assert.Equal(firsts.Count, firsts.Distinct().Count());
    }

    [Theory]
    [InlineData("", 17665956581633026203)]
    [InlineData("chest_nodule", 2883673317582444431)]
    [InlineData("é", 2536656207217688990)]
    public void Hash_is_stable(string text, ulong expected) => Assert.Equal(expected, SeededRandom.Hash(text));

    [Fact]
    public void NextDouble_and_Normal_have_the_moments_of_their_laws()
    {
        var random = new SeededRandom(3);
        var uniform = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToList();
        var normal = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToList();
        Assert.All(uniform, value => Assert.InRange(value, 0, 1 - 1e-16));
        Assert.Equal(0.5, uniform.Average(), 0.005);
        Assert.Equal(1 / 12.0, uniform.Average(value => Math.Pow(value - 0.5, 2)), 0.001);
        Assert.Equal(0, normal.Average(), 0.02);
        Assert.Equal(1, normal.Average(value => value * value), 0.03);
        Assert.Equal(3, normal.Average(value => Math.Pow(value, 4)), 0.15);
        Assert.Equal(0, normal.Skip(1).Zip(normal, (a, b) => a * b).Average(), 0.02);
    }

    // Standard deviation of a standard normal cut at one deviation: sqrt(1 - 2 phi(1) / (2 Phi(1) - 1)) = 0.53956; at 3: 0.98658.
    [Theory]
    [InlineData(1, 0.53956)]
    [InlineData(3, 0.98658)]
    public void TruncatedNormal_stays_inside_and_has_the_cut_deviation(double limit, double deviation)
    {
        var random = new SeededRandom(4);
        var values = Enumerable.Range(0, 100_000).Select(_ => random.TruncatedNormal(limit)).ToList();
        Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, limit));
        Assert.Equal(deviation, Math.Sqrt(values.Average(value => value * value)), 0.01);
    }

    [Fact]
    public void TruncatedNormal_at_zero_is_zero() => Assert.Equal(0, new SeededRandom(1).TruncatedNormal(0));

    [Fact]
    public void Next_covers_its_range_evenly_and_Next_of_one_is_zero()
    {
        var random = new SeededRandom(5);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void LogUniform_makes_a_factor_and_its_reciprocal_equally_likely()
    {
        var random = new SeededRandom(6);
        var values = Enumerable.Range(0, 20_000).Select(_ => random.LogUniform(0.25, 4)).ToList();
        Assert.All(values, value => Assert.InRange(value, 0.25, 4));
        Assert.Equal(0.5, values.Count(value => value > 1) / 20_000.0, 0.015);
    }

    [Fact]
    public void Shuffle_keeps_the_elements_and_reaches_every_order()
    {
        var random = new SeededRandom(8);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 6_000; i++)
        {
            var letters = new[] { 'a', 'b', 'c' };
            random.Shuffle(letters.AsSpan());
            var order = new string(letters);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Keys.Order(StringComparer.Ordinal));
        Assert.All(orders.Values, count => Assert.InRange(count, 850, 1_150));
    }
}
