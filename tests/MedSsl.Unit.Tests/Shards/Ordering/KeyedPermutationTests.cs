using MedSsl.Imaging.Randomness;
using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class KeyedPermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1_000_003)]
    public void Forward_meets_every_number_once_and_Inverse_undoes_it(int size)
    {
        foreach (var key in new ulong[] { 0, 1, ulong.MaxValue })
        {
            var permutation = new KeyedPermutation(size, key);
            var met = new bool[size];
            for (var x = 0; x < size; x++)
            {
                var y = permutation.Forward(x);
                Assert.False(met[y]);
                met[y] = true;
                Assert.Equal(x, permutation.Inverse(y));
            }
        }
    }

    /// <summary>Values of the Python code of docs/data-order.md: permute(x, size, 42) of 0, 1, 2 and the last number.</summary>
    [Theory]
    [InlineData(3, 0, 2, 1, 1)]
    [InlineData(10, 5, 9, 8, 7)]
    [InlineData(255, 133, 70, 130, 36)]
    [InlineData(1023, 345, 820, 107, 151)]
    [InlineData(1024, 372, 388, 402, 69)]
    [InlineData(1_000_003, 755523, 890122, 484857, 429007)]
    [InlineData(1_000_000_000, 438430412, 884123962, 711459780, 551204518)]
    [InlineData(1L << 62, 1054258134861745073, 3181588539074570723, 3881159596956040562, 2289235034797138336)]
    public void Forward_never_changes(long size, long first, long second, long third, long last)
    {
        var permutation = new KeyedPermutation(size, 42);
        Assert.Equal([first, second, third, last], new[] { 0, 1, 2, size - 1 }.Select(permutation.Forward));
        Assert.Equal([0, 1, 2, size - 1], new[] { first, second, third, last }.Select(permutation.Inverse));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Forward_over_keys_makes_every_order_of_few_equally_often(int size)
    {
        var orders = Enumerable.Range(1, size).Aggregate(1, (product, i) => product * i);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var key = 0; key < 100 * orders; key++)
        {
            var permutation = new KeyedPermutation(size, (ulong)key);
            var order = string.Concat(Enumerable.Range(0, size).Select(x => permutation.Forward(x)));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(orders, counts.Count);
        Assert.InRange(Chance.Excess(counts.Values), -Chance.Limit, Chance.Limit);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1030)]
    public void Forward_over_neighbouring_keys_lands_anywhere(int size)
    {
        foreach (var x in new[] { 0, 1, size / 2, size - 1 })
        {
            var counts = new int[size];
            for (var key = 0UL; key < 100UL * (ulong)size; key++)
            {
                counts[new KeyedPermutation(size, key).Forward(x)]++;
            }

            Assert.InRange(Chance.Excess(counts), -Chance.Limit, Chance.Limit);
        }
    }

    [Theory]
    [InlineData(101)]
    [InlineData(1041)]
    [InlineData(1_000_001)]
    public void Forward_neighbours_are_as_far_apart_as_chance_has_it(int size) =>
        Assert.All(new[] { 1, 2, 16, 17 }, lag => Assert.InRange(Distances(size, lag, key => new KeyedPermutation(size, key).Forward), -Chance.Limit, Chance.Limit));

    /// <summary>Numbers of one row and of one column of the network's grid of 33 × 32 are what too few rounds keep together.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void Forward_over_keys_a_pair_is_at_every_distance_equally_often(int other)
    {
        const int Size = 1041;
        var counts = new int[Size - 1];
        for (var key = 0UL; key < 200_000; key++)
        {
            var permutation = new KeyedPermutation(Size, key);
            counts[((permutation.Forward(other) - permutation.Forward(0) + Size) % Size) - 1]++;
        }

        Assert.InRange(Chance.Excess(counts), -Chance.Limit, Chance.Limit);
    }

    /// <summary>The measure of the distances of neighbours finds a weak permutation: with x · a + b all neighbours have one distance.</summary>
    [Fact]
    public void Distances_of_an_affine_permutation_are_not_those_of_chance() =>
        Assert.True(Distances(1001, 1, key => x => ((x * 387) + (long)key) % 1001) > 1000);

    [Fact]
    public void Forward_under_two_keys_agrees_as_often_as_chance_has_it()
    {
        // Two permutations drawn by chance agree at one number on average, whatever the size, with variance 1.
        const int Pairs = 1000;
        var agreements = Enumerable.Range(0, Pairs).Sum(key => Agreements(1500, (ulong)key, (ulong)key + 1));
        Assert.InRange((agreements - Pairs) / Math.Sqrt(Pairs), -Chance.Limit, Chance.Limit);
    }

    [Fact]
    public void Inverse_undoes_Forward_at_random_probes_of_any_size()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 20_000; i++)
        {
            var size = (long)(random.NextUInt64() >> (2 + random.Next(60))) + 1;
            var x = (long)(random.NextUInt64() % (ulong)size);
            var permutation = new KeyedPermutation(size, random.NextUInt64());
            var y = permutation.Forward(x);
            Assert.InRange(y, 0, size - 1);
            Assert.Equal(x, permutation.Inverse(y));
        }
    }

    [Fact]
    public void Numbers_outside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation((1L << 62) + 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation(10, 1).Forward(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation(10, 1).Inverse(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(KeyedPermutation).Forward(0));
    }

    /// <summary>
    /// Excess of chi-square of (p(x + lag) - p(x)) mod size over 20 equal classes of 1 .. size - 1, which 20 divides. Pairs are disjoint; some 50,000 distances or more are seen.
    /// </summary>
    private static double Distances(int size, int lag, Func<ulong, Func<long, long>> permutation)
    {
        const int Classes = 20;
        var counts = new int[Classes];
        for (var key = 0UL; key < Math.Max(1, 100_000 / (ulong)size); key++)
        {
            var p = permutation(key);
            for (var block = 0; block + (2 * lag) <= size; block += 2 * lag)
            {
                for (var x = block; x < block + lag; x++)
                {
                    var distance = ((p(x + lag) - p(x)) % size + size) % size;
                    counts[(distance - 1) * Classes / (size - 1)]++;
                }
            }
        }

        return Chance.Excess(counts);
    }

    private static int Agreements(int size, ulong first, ulong second)
    {
        var (p, q) = (new KeyedPermutation(size, first), new KeyedPermutation(size, second));
        return Enumerable.Range(0, size).Count(x => p.Forward(x) == q.Forward(x));
    }
}
