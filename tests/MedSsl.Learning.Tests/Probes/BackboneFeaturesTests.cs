using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Probes;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Probes;

public sealed class BackboneFeaturesTests
{
    private const int Size = 32;

    [Fact]
    public void Extract_same_seed_gives_the_same_features_and_another_seed_others()
    {
        var images = Images(6, 40, 30);
        Assert.Equal(Features(1, images), Features(1, images));
        Assert.NotEqual(Features(1, images)[0], Features(2, images)[0]);
    }

    [Fact]
    public void Extract_gain_and_offset_of_the_image_and_size_of_the_batch_hardly_matter()
    {
        var images = Images(5, 40, 30);
        using var backbone = BackboneFeatures.Random("resnet18", 3);
        backbone.Calibrate(images, Size);
        var expected = backbone.Extract(images, Size);
        var brighter = images.Select(image => new GrayImage(image.Width, image.Height, Array.ConvertAll(image.Pixels, value => 4 * value + 100))).ToList();

        AssertClose(expected, backbone.Extract(brighter, Size), 2e-3);
        AssertClose(expected, backbone.Extract(images, Size, batch: 2), 1e-4);
    }

    [Fact]
    public void Calibrate_again_leaves_nothing_of_earlier_statistics()
    {
        var images = Images(8, Size, Size);
        using var backbone = BackboneFeatures.Random("resnet18", 4);
        backbone.Calibrate(images, Size);
        var once = backbone.Extract(images, Size);
        backbone.Calibrate(images, Size);

        Assert.Equal(once, backbone.Extract(images, Size));
        Assert.All(once, row => Assert.All(row, value => Assert.True(float.IsFinite(value) && value >= 0)));
        Assert.InRange(once.SelectMany(row => row).Average(), 0.05, 5);
    }

    [Fact]
    public void Calibrate_several_batches_weighs_each_image_alike()
    {
        // The stem's normalisation depends on no other: its mean over 80 images (two batches) is the weighted mean of those over 20 and 60.
        var images = Images(80, Size, Size);
        var (few, many, all) = (StemMean(images[..20]), StemMean(images[20..]), StemMean(images));

        for (var channel = 0; channel < all.Length; channel++)
        {
            Assert.Equal((20 * few[channel] + 60 * many[channel]) / 80, all[channel], 1e-5f);
        }

        static float[] StemMean(List<GrayImage> images)
        {
            var network = ResNet.Create("resnet18", seed: 5);
            using var backbone = new BackboneFeatures(network);
            backbone.Calibrate(images, Size);
            return network.state_dict()["bn1.running_mean"].data<float>().ToArray();
        }
    }

    [Fact]
    public void FromWeights_reads_what_the_backbone_file_writes()
    {
        var images = Images(4, Size, Size);
        using var network = ResNet.Create("resnet18", seed: 6);
        using var stream = new MemoryStream();
        BackboneFile.Write(network, "resnet18", stream);
        stream.Position = 0;
        using var read = BackboneFeatures.FromWeights(stream);
        read.Calibrate(images, Size);

        AssertClose(Features(6, images), read.Extract(images, Size), 1e-3);
        Assert.Equal(512, read.FeatureCount);
    }

    [Fact]
    public void Calibrate_one_image_says_so()
    {
        using var backbone = BackboneFeatures.Random("resnet18", 7);
        var error = Assert.Throws<ArgumentException>(() => backbone.Calibrate(Images(1, Size, Size), Size));
        Assert.Contains("there are 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_constant_image_stays_finite_and_no_image_gives_no_row()
    {
        using var backbone = BackboneFeatures.Random("resnet18", 8);
        backbone.Calibrate(Images(4, Size, Size), Size);

        Assert.All(backbone.Extract([new GrayImage(1, 1), new GrayImage(7, 3)], Size), row => Assert.All(row, value => Assert.True(float.IsFinite(value))));
        Assert.Empty(backbone.Extract([], Size));
    }

    [Fact]
    public void Extract_leaves_no_tensor_behind()
    {
        var images = Images(4, Size, Size);
        using var backbone = BackboneFeatures.Random("resnet18", 9);
        backbone.Calibrate(images, Size);
        backbone.Extract(images, Size);
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 3; i++)
        {
            backbone.Calibrate(images, Size);
            backbone.Extract(images, Size);
        }

        Assert.InRange(torch.Tensor.TotalCount, 0, before);
    }

    private static float[][] Features(ulong seed, IReadOnlyList<GrayImage> images)
    {
        using var backbone = BackboneFeatures.Random("resnet18", seed);
        backbone.Calibrate(images, Size);
        return backbone.Extract(images, Size);
    }

    private static List<GrayImage> Images(int count, int width, int height) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var random = new SeededRandom(11, (ulong)i);
        var (frequency, phase) = (random.Uniform(0.1, 0.9), random.Uniform(0, 6));
        var image = new GrayImage(width, height);
        for (var p = 0; p < image.Pixels.Length; p++)
        {
            image.Pixels[p] = (float)(Math.Sin(frequency * (p % width) + phase) + Math.Cos(frequency * (p / width)) + 0.2 * random.Normal());
        }

        return image;
    })];

    private static void AssertClose(float[][] expected, float[][] actual, double tolerance)
    {
        var scale = expected.SelectMany(row => row).Max();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.All(expected[i].Zip(actual[i]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * scale));
        }
    }
}
