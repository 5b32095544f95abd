using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Testing;
using SkiaSharp;
using Xunit;
using Drawing = MedSsl.Imaging.Phantoms.Phantoms;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

/// <summary>The fast path against the FIR: energies within 0.1 %, bands within 0.5 % rms of their deviation.</summary>
public sealed class FastFilterTests
{
    private const double EnergyTolerance = 0.001;
    private const double BandTolerance = 0.005;

    [Theory]
    [InlineData("chest_nodule", 1024)]
    [InlineData("chest_nodule", 224)]
    [InlineData("head_bleed", 512)]
    [InlineData("brain_metastasis", 200)]
    [InlineData("us_lesion", 333)]
    public void Bands_of_phantoms_agree(string task, int size) => AssertAgrees(Drawing.Draw(task, true, size, 5, 1, 0).Prepare(), new EnergyBandSettings());

    [Theory]
    [InlineData(211, 97)]
    [InlineData(64, 301)]
    [InlineData(40, 33)]
    public void Bands_agree_for_any_shape_border_and_form(int width, int height)
    {
        foreach (var boundary in Enum.GetValues<BoundaryMode>())
        {
            AssertAgrees(TestImages.Natural(width, height), new EnergyBandSettings { Boundary = boundary });
            AssertAgrees(TestImages.Natural(width, height), new EnergyBandSettings { Boundary = boundary, Cascade = false });
        }
    }

    [Fact]
    public void Bands_agree_for_other_sets_of_sigmas()
    {
        foreach (var sigmas in new double[][] { [16], [0.5, 1.5, 4.5, 13.5], [1, 2, 4, 8, 16, 32, 64], [3, 30], [0.7] })
        {
            AssertAgrees(TestImages.Natural(150, 170), new EnergyBandSettings { Sigmas = sigmas });
        }
    }

    [Fact]
    public void Bands_of_white_noise_agree_for_nothing_folds_back_from_the_coarse_grid()
    {
        var random = new MedSsl.Imaging.Randomness.SeededRandom(3);
        AssertAgrees(TestImages.From(300, 280, (_, _) => random.Normal()), new EnergyBandSettings());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(7, 5)]
    [InlineData(16, 3)]
    public void LowPasses_agree_where_the_kernel_is_longer_than_the_image(int width, int height)
    {
        foreach (var boundary in Enum.GetValues<BoundaryMode>())
        {
            var settings = new EnergyBandSettings { Boundary = boundary };
            var image = TestImages.Arithmetic(width, height);
            var fast = EnergyBandDecomposition.LowPasses(image, settings);
            var exact = EnergyBandDecomposition.LowPasses(image, settings with { Filter = GaussianFilter.Reference });
            Assert.All(fast.Zip(exact), pair => Assert.True(TestImages.LargestDifference(pair.First, pair.Second) < 1e-4));
        }
    }

    [Fact]
    public void Coarse_blur_is_used_once_the_image_is_smooth_and_does_not_care_where_it_writes()
    {
        Assert.Null(CoarseGaussianBlur.For(16, smoothness: 0, BoundaryMode.Reflect));
        Assert.Null(CoarseGaussianBlur.For(2, smoothness: 8, BoundaryMode.Reflect)); // too narrow for any coarser grid
        var blur = CoarseGaussianBlur.For(8, smoothness: 4.58, BoundaryMode.Reflect)!;
        var image = EnergyBandDecomposition.LowPasses(TestImages.Natural(75, 66), new EnergyBandSettings())[2];
        var apart = new float[image.Pixels.Length];
        blur.Apply(image.Pixels, apart, 75, 66);
        blur.Apply(image.Pixels, image.Pixels, 75, 66);
        Assert.Equal(apart, image.Pixels);
    }

    [Fact]
    public void Mirrored_image_has_the_mirrored_low_passes()
    {
        // The coarse grid starts at the first pixel: mirroring moves it, and moves the result by no more than its error.
        var image = TestImages.Natural(90, 83);
        var mirrored = TestImages.From(90, 83, (x, y) => image.Row(y)[89 - x]);
        var one = EnergyBandDecomposition.LowPasses(image, new EnergyBandSettings())[^1];
        var other = EnergyBandDecomposition.LowPasses(mirrored, new EnergyBandSettings())[^1];
        Assert.True(TestImages.LargestDifference(one, TestImages.From(90, 83, (x, y) => other.Row(y)[89 - x])) < 1e-4);
    }

    [Fact]
    public void Bands_of_real_images_agree()
    {
        foreach (var folder in new[] { "cxr_nih", "ct_ich", "mr_tumour", "us_busi" })
        {
            var files = Directory.EnumerateFiles(Repository.DevelopmentData(folder), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(6).ToList();
            Assert.NotEmpty(files);
            Assert.All(files, file =>
            {
                using var bitmap = SKBitmap.Decode(file);
                AssertAgrees(TestImages.From(bitmap.Width, bitmap.Height, (x, y) => bitmap.GetPixel(x, y).Red / 255.0), new EnergyBandSettings());
            });
        }
    }

    private static void AssertAgrees(GrayImage image, EnergyBandSettings settings)
    {
        var fast = EnergyBandDecomposition.LowPasses(image, settings);
        var exact = EnergyBandDecomposition.LowPasses(image, settings with { Filter = GaussianFilter.Reference });
        var energies = EnergyBandDecomposition.Energies(image, fast);
        var truth = EnergyBandDecomposition.Energies(image, exact);
        var strongest = truth.Max();
        for (var band = 0; band < truth.Length; band++)
        {
            if (truth[band] < 1e-4 * strongest)
            {
                continue; // nothing but the cut of the kernels
            }

            Assert.True(Math.Abs((energies[band] / truth[band]) - 1) <= EnergyTolerance, $"energy {band}: {energies[band]}, not {truth[band]}");
            var squares = 0.0;
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                squares += Math.Pow(Band(fast, band, i) - Band(exact, band, i), 2);
            }

            Assert.True(Math.Sqrt(squares / image.Pixels.Length) <= BandTolerance * truth[band], $"band {band}: rms {Math.Sqrt(squares / image.Pixels.Length) / truth[band]}");
        }

        double Band(GrayImage[] lows, int band, int i) =>
            (band == 0 ? image : lows[band - 1]).Pixels[i] - (band < lows.Length ? (double)lows[band].Pixels[i] : 0);
    }
}
