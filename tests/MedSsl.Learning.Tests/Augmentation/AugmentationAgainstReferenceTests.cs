using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Phantoms;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Tests.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Augmentation;

/// <summary>Tensors give what the plain C# gives, whatever else is in the batch.</summary>
public sealed class AugmentationAgainstReferenceTests
{
    private const float Noise = 1e-4f;

    // Exponents below 1 are infinitely steep at 0: a rounding of 1e-7 may become 1e-3 there.
    private static readonly AugmentationSettings Steady = new() { ImageSize = 64, Crops = [new CropGroup(2, 48, 0.4, 1), new CropGroup(3, 32, 0.1, 0.4)], MinGamma = 1.8, MaxGamma = 2.6 };

    private static readonly EnergyBandSettings Wrapped = new() { Sigmas = [1, 2, 4, 8, 16], Filter = GaussianFilter.Reference, Boundary = BoundaryMode.Wrap };

    public static TheoryData<string, BandGains, Cropping, GaussianFilter> Cases { get; } = new()
    {
        { "chest_nodule", BandGains.LogNormal, Cropping.Area, GaussianFilter.Fast },
        { "head_bleed", BandGains.None, Cropping.Area, GaussianFilter.Fast },
        { "brain_metastasis", BandGains.Reference, Cropping.Area, GaussianFilter.Reference },
        { "us_lesion", BandGains.Reference, Cropping.Area, GaussianFilter.Fast },
        { "us_lesion", BandGains.ReferenceUniform, Cropping.Rescale, GaussianFilter.Fast },
        { "chest_nodule", BandGains.LogNormal, Cropping.Rescale, GaussianFilter.Fast },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Views_of_phantoms_are_those_of_the_reference(string task, BandGains gains, Cropping cropping, GaussianFilter filter)
    {
        var settings = Steady with { Bands = gains, Cropping = cropping };
        var bands = new EnergyBandSettings { Filter = filter };
        var images = Enumerable.Range(0, 3).Select(patient => Phantoms.Draw(task, patient % 2 == 0, 160, 1, patient, 0).Prepare()).ToList();
        var reference = ReferenceEnergies.Fit("XX", "v1", bands, [.. images.Select(image => EnergyBandDecomposition.Energies(image, bands))]);
        foreach (var (index, image) in images.Index())
        {
            // Not square, so that axes cannot be mixed up.
            var cut = image.Cut(new PixelBox(0, 0, 160 - (9 * index), 131));
            AssertAlike(AugmentedViews.Reference(settings, cut, "MR", reference, 7, 1, (ulong)index), AugmentedViews.Of(settings, cut, "MR", reference, 7, 1, (ulong)index), Noise);
        }
    }

    [Fact]
    public void Steep_gammas_differ_by_rounding_near_black_only()
    {
        var image = Phantoms.Draw("chest_nodule", true, 160, 1, 1, 0).Prepare();
        var settings = Steady with { MinGamma = 0.6, MaxGamma = 1.7 };

        AssertAlike(AugmentedViews.Reference(settings, image, "CR", null, 7, 3), AugmentedViews.Of(settings, image, "CR", null, 7, 3), 2e-3f);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(70, 2)]
    [InlineData(20, 20)]
    public void Views_of_small_images_are_those_of_the_reference(int width, int height)
    {
        var image = SyntheticImages.Draw("CR", 3).Cut(new PixelBox(0, 0, Math.Min(width, 48), Math.Min(height, 48)));
        var reference = ReferenceEnergies.Fit("CR", "v1", Wrapped, [EnergyBandDecomposition.Energies(SyntheticImages.Draw("CR", 4), Wrapped)]);
        foreach (var settings in new[] { Steady, Steady with { Cropping = Cropping.Rescale }, Steady with { Bands = BandGains.Reference } })
        {
            AssertAlike(AugmentedViews.Reference(settings, image, "US", reference, 5), AugmentedViews.Of(settings, image, "US", reference, 5), Noise);
        }
    }

    [Theory]
    [InlineData(BandGains.None)]
    [InlineData(BandGains.LogNormal)]
    [InlineData(BandGains.Reference)]
    public void Views_of_a_constant_image_are_constant(BandGains gains)
    {
        var image = new GrayImage(60, 41);
        image.Pixels.AsSpan().Fill(0.7f);
        var reference = ReferenceEnergies.Fit("CR", "v1", Wrapped, [EnergyBandDecomposition.Energies(SyntheticImages.Draw("CR", 4), Wrapped)]);

        var views = AugmentedViews.Of(Steady with { Bands = gains }, image, "CR", reference, 5);

        Assert.All(views, view => Assert.All(view, value => Assert.Equal(view[0], value, 1e-6f)));
        AssertAlike(AugmentedViews.Reference(Steady with { Bands = gains }, image, "CR", reference, 5), views, Noise);
    }

    [Fact]
    public void An_image_does_not_see_the_others_of_its_batch()
    {
        using var augmentation = new MultiCropAugmentation(Steady);
        var images = Enumerable.Range(0, 7).Select(index => augmentation.Draw(SyntheticImages.Draw("CT", index), "CT", null, 7, 0, (ulong)index)).ToList();
        var alone = images.Select(image => AugmentedViews.Of(augmentation, [image])[0]).ToList();

        var together = AugmentedViews.Of(augmentation, images);
        var turned = AugmentedViews.Of(augmentation, [.. Enumerable.Reverse(images)]);

        foreach (var index in Enumerable.Range(0, images.Count))
        {
            AssertAlike(alone[index], together[index], 1e-5f);
            AssertAlike(alone[index], turned[images.Count - 1 - index], 1e-5f);
        }
    }

    [Fact]
    public void Images_of_different_shapes_are_no_batch()
    {
        using var augmentation = new MultiCropAugmentation(Steady);
        var (one, other) = (augmentation.Draw(new GrayImage(8, 8), "CT", null, 7), augmentation.Draw(new GrayImage(8, 9), "CT", null, 7));

        Assert.Contains("8x8", Assert.Throws<ArgumentException>(() => AugmentedViews.Of(augmentation, [one, other])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rescaled_crop_has_its_size_in_pixels_of_the_rescaled_image()
    {
        using var augmentation = new MultiCropAugmentation(Steady with { Bands = BandGains.None, ImageSize = 200, Cropping = Cropping.Rescale });

        // Of the original's 400 pixels a crop of 48 at a scale of 0.1 to 0.7 is 68.6 to 480 wide, cut to the shorter side; half of that in the reduced image.
        var boxes = Enumerable.Range(0, 200).SelectMany(key => augmentation.Draw(new GrayImage(400, 300), "CR", null, (ulong)key).Views.Take(2)).Select(view => view.Box).ToList();

        Assert.All(boxes, box => Assert.InRange(box.Width, 24 / 0.7, 150));
        Assert.All(boxes, box => Assert.Equal(box.Width, box.Height));
        Assert.Contains(boxes, box => box.Width == 150);
        Assert.Contains(boxes, box => box.Width < 40);
    }

    private static void AssertAlike(List<float[]> expected, List<float[]> found, float tolerance)
    {
        Assert.Equal(expected.Select(view => view.Length), found.Select(view => view.Length));
        var largest = expected.Zip(found).Max(pair => pair.First.Zip(pair.Second).Max(values => Math.Abs(values.First - values.Second)));
        Assert.InRange(largest, 0, tolerance);
    }
}
