using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Tests.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Augmentation;

public sealed class MultiCropAugmentationTests
{
    private static readonly AugmentationSettings Settings = new() { ImageSize = 48, Crops = [new CropGroup(2, 32, 0.4, 1), new CropGroup(2, 16, 0.1, 0.4)] };

    [Fact]
    public void Apply_is_a_function_of_image_and_key()
    {
        var image = SyntheticImages.Draw("CR", 3);

        var first = Views(Settings, image, "CR", 7, 1, 2);

        Assert.Equal(first, Views(Settings, image, "CR", 7, 1, 2));
        Assert.NotEqual(first, Views(Settings, image, "CR", 7, 2, 1));
        Assert.NotEqual(first, Views(Settings, image, "CR", 8, 1, 2));
        Assert.NotEqual(first[0], first[1]);
        Assert.Equal([1024, 1024, 256, 256], first.Select(view => view.Length));
    }

    [Fact]
    public void Apply_does_not_see_gain_and_offset_of_the_image()
    {
        var image = SyntheticImages.Draw("CT", 5);
        var scaled = new GrayImage(image.Width, image.Height, [.. image.Pixels.Select(value => (value * 40) - 300)]);

        var (first, second) = (Views(Settings, image, "CT", 7, 1), Views(Settings, scaled, "CT", 7, 1));

        Assert.All(first.Zip(second), pair => Assert.All(pair.First.Zip(pair.Second), values => Assert.Equal(values.First, values.Second, 2e-3f)));
    }

    [Fact]
    public void Apply_leaves_the_image_alone()
    {
        var image = SyntheticImages.Draw("CR", 3);
        var before = (float[])image.Pixels.Clone();

        Views(Settings with { Bands = BandGains.None, ImageSize = 4096 }, image, "CR", 7);

        Assert.Equal(before, image.Pixels);
    }

    [Theory]
    [InlineData(BandGains.None)]
    [InlineData(BandGains.LogNormal)]
    [InlineData(BandGains.Reference)]
    public void Apply_of_a_constant_image_is_finite(BandGains bands)
    {
        var image = new GrayImage(40, 30);
        image.Pixels.AsSpan().Fill(7);

        var views = Views(Settings with { Bands = bands }, image, "US", 1, reference: Reference(image));

        Assert.All(views, view => Assert.All(view, value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(50, 2)]
    public void Apply_of_a_degenerate_image_is_defined(int width, int height) =>
        Assert.Equal(4, Views(Settings, new GrayImage(width, height), "MR", 1).Count);

    [Fact]
    public void Apply_mirrors_half_of_the_crops_of_listed_modalities_only()
    {
        // A ramp that rises to the right; nothing else changes its sign.
        var ramp = new GrayImage(32, 32);
        for (var i = 0; i < ramp.Pixels.Length; i++)
        {
            ramp.Pixels[i] = i % 32;
        }

        int Mirrored(string modality) => Enumerable.Range(0, 100).Sum(key => Views(Settings, ramp, modality, (ulong)key).Count(view => view[0] > view[15]));

        Assert.Equal(0, Mirrored("CR"));
        Assert.InRange(Mirrored("MR"), 150, 250);
    }

    [Fact]
    public void Apply_draws_from_the_reference_at_the_size_of_the_image_if_there_is_one()
    {
        var image = SyntheticImages.Draw("CR", 3);
        var plain = Settings with { Bands = BandGains.Reference, ImageSize = 16 };

        var with = Views(plain, image, "CR", 7, reference: Reference(image));
        var without = Views(plain, image, "CR", 7);

        Assert.NotEqual(with, without);
        Assert.Equal(without, Views(plain with { Bands = BandGains.LogNormal }, image, "CR", 7));
        Assert.Equal(with, Views(plain with { ImageSize = 999 }, image, "CR", 7, reference: Reference(image)));
    }

    private static ReferenceEnergies Reference(GrayImage image)
    {
        var settings = new EnergyBandSettings { Sigmas = [1, 2] };
        var energies = EnergyBandDecomposition.Energies(image, settings);
        return ReferenceEnergies.Fit("CR", "v1", settings, [energies, [.. energies.Select(energy => energy * 1.5)]]);
    }

    private static List<float[]> Views(AugmentationSettings settings, GrayImage image, string modality, ulong seed, ulong a = 0, ulong b = 0, ReferenceEnergies? reference = null) =>
        AugmentedViews.Of(settings, image, modality, reference, seed, a, b);
}
