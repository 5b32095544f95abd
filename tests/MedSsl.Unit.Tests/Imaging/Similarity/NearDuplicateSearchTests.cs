using MedSsl.Imaging;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Randomness;
using MedSsl.Imaging.Similarity;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Similarity;

public sealed class NearDuplicateSearchTests
{
    private static readonly NearDuplicateSettings Settings = new();

    [Fact]
    public void Find_repeated_slices_are_marked_with_the_slice_they_repeat()
    {
        var (a, b) = (Drawn("head_bleed", 1), Drawn("head_bleed", 2));
        var turned = TestImages.From(96, 96, (x, y) => a.Row(95 - y)[95 - x]);

        Assert.Equal([null, 0, null, 2, 2, null], Find(a, a, turned, turned, TestImages.Affine(turned, 0.5, 0.2), b));
    }

    [Fact]
    public void Find_a_little_noise_adds_nothing_and_other_anatomy_does()
    {
        var noisy = Enumerable.Range(1, 4).Select(seed => Noisy(Drawn("head_bleed", 1), 0.02, (ulong)seed)).ToArray();
        Assert.Equal([null, 0, 0, 0], Find(noisy));

        var others = Enumerable.Range(1, 6).Select(patient => Drawn("head_bleed", patient)).ToArray();
        Assert.All(Find(others), Assert.Null);
    }

    [Fact]
    public void Find_slow_change_is_kept_in_steps()
    {
        // Each slice is nearly the one before it; the last has nothing of the first.
        var slices = Enumerable.Range(0, 60).Select(i => TestImages.From(64, 64, (x, y) => Math.Exp(-(Math.Pow(x - 8 - (0.8 * i), 2) + Math.Pow(y - 32, 2)) / 200))).ToArray();
        var found = Find(slices);
        var kept = found.Index().Where(mark => mark.Item is null).Select(mark => mark.Index).ToList();

        Assert.InRange(kept.Count, 10, 40);
        Assert.InRange(kept.Zip(kept.Skip(1), (from, to) => to - from).Max(), 1, 8);
        Assert.All(found.Where(mark => mark is not null), mark => Assert.Contains(mark!.Value, kept));
    }

    [Fact]
    public void Find_quota_marks_the_most_similar_first()
    {
        var image = Drawn("head_bleed", 1);
        var noisier = Noisy(image, 0.02, 2);
        GrayImage[] series = [image, noisier, image, noisier, image];

        Assert.Equal([null, 0, 0, 0, 0], Find(Settings with { Quota = 1 }, series));
        Assert.Equal([null, null, 0, null, 0], Find(Settings with { Quota = 0.4 }, series));
        Assert.Equal([null, null, 0, null, null], Find(Settings with { Quota = 0.2 }, series));
        Assert.All(Find(Settings with { Quota = 0 }, series), Assert.Null);
        Assert.All(Find(Settings with { Quota = 1, Correlation = 1.01 }, series), Assert.Null);
    }

    [Fact]
    public void Find_flat_slices_repeat_flat_slices_of_their_value_only()
    {
        GrayImage Flat(float value) => TestImages.From(40, 40, (_, _) => value);
        Assert.Equal([null, 0, null, null, null], Find(Flat(0), Flat(0), Flat(0.5f), TestImages.Natural(40, 40), Flat(0.5f)));
    }

    [Fact]
    public void Find_no_slice_and_one_slice()
    {
        Assert.Empty(Find());
        Assert.Equal([null], Find(TestImages.Natural(1, 1)));
    }

    [Fact]
    public void Hash_equals_the_cosine_transform_of_SciPy()
    {
        // scipy.fft.dctn(image, type=2)[:8, :8], bit 8 v + u set where above the median of all but the first, of (3 x^2 + 7 y^2 + 5 x y) mod 101 / 101, 32 x 32.
        Assert.Equal(0x6AD5ABC1785985D0ul, Thumbnail.Of(TestImages.Arithmetic(32, 32)).Hash);
    }

    [Fact]
    public void Hash_and_correlation_do_not_mind_brightness_contrast_and_size()
    {
        var image = Drawn("head_bleed", 1, 256);
        var small = Resampling.Resize(image, 128, 128);
        var (a, b, c) = (Thumbnail.Of(image), Thumbnail.Of(TestImages.Affine(image, 0.25, 3)), Thumbnail.Of(small));

        Assert.InRange(PerceptualHash.Distance(a.Hash, b.Hash), 0, 1);
        Assert.InRange(PerceptualHash.Distance(a.Hash, c.Hash), 0, 1);
        Assert.Equal(1, Thumbnail.Correlation(a, b), 1e-5);
        Assert.Equal(1, Thumbnail.Correlation(a, c), 1e-5);
        Assert.Equal(-1, Thumbnail.Correlation(a, Thumbnail.Of(TestImages.Affine(image, -1, 0))), 1e-5);
        Assert.Equal(a.Hash, Thumbnail.Of(image).Hash);
    }

    private static int?[] Find(params GrayImage[] series) => Find(Settings with { Quota = 1 }, series);

    private static int?[] Find(NearDuplicateSettings settings, params GrayImage[] series)
    {
        var search = new NearDuplicateSearch(settings);
        Array.ForEach(series, slice => search.Add(Thumbnail.Of(slice)));
        return search.Found();
    }

    private static GrayImage Drawn(string task, int patient, int size = 96) =>
        MedSsl.Imaging.Phantoms.Phantoms.Draw(task, positive: true, size, seed: 1, patient, instance: 1).Prepare();

    private static GrayImage Noisy(GrayImage image, double deviation, ulong seed)
    {
        var random = new SeededRandom(seed);
        return TestImages.From(image.Width, image.Height, (x, y) => image.Row(y)[x] + (deviation * random.Normal()));
    }
}
