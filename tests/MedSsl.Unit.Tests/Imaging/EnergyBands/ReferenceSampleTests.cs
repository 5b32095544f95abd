using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

public sealed class ReferenceSampleTests
{
    private static readonly EnergyBandSettings Settings = new();

    [Fact]
    public void Add_keeps_the_images_of_the_smallest_hashes()
    {
        // hashlib: sorted("abcdefgh", key=lambda k: hashlib.sha256(f"CR/v1\n{k}".encode()).digest())[:3]
        Assert.Equal((string[])["c", "f", "g"], Keys(Draw(3, "CR/v1", "abcdefgh".Select(letter => $"{letter}"))));
    }

    [Fact]
    public void Add_any_order_of_arrival_draws_the_same()
    {
        var keys = Enumerable.Range(0, 5000).Select(index => $"image-{index}").ToArray();
        var expected = Keys(Draw(100, "s", keys));
        for (var seed = 0UL; seed < 5; seed++)
        {
            new SeededRandom(seed).Shuffle(keys.AsSpan());
            Assert.Equal(expected, Keys(Draw(100, "s", keys)));
        }
    }

    [Fact]
    public void Merge_of_any_division_is_the_sample_of_the_whole()
    {
        var keys = Enumerable.Range(0, 3000).Select(index => $"image-{index}").ToList();
        var merged = new ReferenceSample(50, "s");
        foreach (var part in keys.Chunk(700).Reverse())
        {
            merged.Merge(Draw(50, "s", part.Append("image-7")));
        }

        Assert.Equal(Keys(Draw(50, "s", keys)), Keys(merged));
        Assert.Equal(
            Draw(50, "s", keys).Fit("CR", "CR", "v1", Settings).Mean, // the same bits, whatever the order
            merged.Fit("CR", "CR", "v1", Settings).Mean);
    }

    [Fact]
    public void Add_every_image_is_as_likely_as_any_other()
    {
        // 400 salts, 40 of 200 images each: every image 80 times on average, sd sqrt(400 * 0.2 * 0.8) = 8; five of them for the worst of 200.
        var counts = new Dictionary<string, int>();
        foreach (var salt in Enumerable.Range(0, 400))
        {
            foreach (var key in Keys(Draw(40, $"{salt}", Enumerable.Range(0, 200).Select(index => $"{index}"))))
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        Assert.Equal(200, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 40, 120));
    }

    [Fact]
    public void Add_another_salt_draws_others() =>
        Assert.NotEqual(Keys(Draw(10, "CR/v1", Numbers(100))), Keys(Draw(10, "CR/v2", Numbers(100))));

    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(5, 5, 5)]
    [InlineData(9, 5, 5)]
    [InlineData(9, 0, 0)]
    public void Add_degenerate_sizes(int capacity, int images, int drawn) => Assert.Equal(drawn, Draw(capacity, "s", Numbers(images).Concat(Numbers(images))).Count);

    [Fact]
    public void Fit_names_what_it_used_and_judges_drift_by_series()
    {
        var sample = new ReferenceSample(10, "s");
        sample.Add(new ReferenceImage("b", "series-1", [1, 1, 1, 1, 1, 3], [0, 1]));
        sample.Add(new ReferenceImage("a", "series-1", [3, 1, 1, 1, 1, 5], [0, 1]));
        sample.Add(new ReferenceImage("c", "series-2", [2, 1, 1, 1, 1, 7], null));
        var reference = sample.Fit("CR", "CR.CHEST", "v2", Settings);
        Assert.Equal(["a", "b", "c"], reference.SampleKeys!);
        Assert.Equal([2, 1, 1, 1, 1, 5], reference.Mean);
        Assert.Equal([1, 0, 0, 0, 0, 2], reference.StandardDeviation);
        Assert.Equal(("CR", "CR.CHEST", "v2", 3), (reference.Modality, reference.Group, reference.Version, reference.ImageCount));
        Assert.Equal(1, reference.Drift!.SeriesCount);
    }

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(index => $"{index}");

    private static List<string> Keys(ReferenceSample sample) => [.. sample.Images.Select(image => image.Key)];

    private static ReferenceSample Draw(int capacity, string salt, IEnumerable<string> keys)
    {
        var sample = new ReferenceSample(capacity, salt);
        foreach (var key in keys)
        {
            var value = SeededRandom.Hash(key) / (double)ulong.MaxValue;
            sample.Add(new ReferenceImage(key, key, [value, value * value, 1 / (1 + value), 0.1 * value, value, 1], null));
        }

        return sample;
    }
}
