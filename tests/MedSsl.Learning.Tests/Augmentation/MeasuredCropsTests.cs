using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Phantoms;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Backbones;
using MedSsl.Shards;
using Xunit;

namespace MedSsl.Learning.Tests.Augmentation;

/// <summary>An image that was stored normalized and one that was stored as prepared and is normalized when it is read train alike.</summary>
public sealed class MeasuredCropsTests
{
    private const int Passes = 2;
    private const double MaxGamma = 2.6; // the paper's
    private const double Contrast = 0.1;

    private static readonly double Step = StoredValues.Normalized.Scale;

    [Theory]
    [InlineData("chest_nodule")]
    [InlineData("head_bleed")]
    [InlineData("brain_metastasis")]
    [InlineData("us_lesion")]
    public void Crops_of_both_modes_differ_by_no_more_than_one_quantisation_step(string task)
    {
        var images = Enumerable.Range(0, 6).Select(patient => Phantoms.Draw(task, patient % 2 == 0, 224, 1, patient, 0).Prepare()).ToList();
        var bands = new EnergyBandSettings();
        var reference = ReferenceEnergies.Fit("CR", "v1", bands, [.. images.Select(image => EnergyBandDecomposition.Energies(image, bands))]);
        foreach (var (seed, image) in images.Index())
        {
            var materialized = Stored(EnergyNormalization.Normalize(image, reference, Passes).Image, StoredValues.Normalized);
            var measured = EnergyNormalization.NormalizeMeasured(Stored(image, StoredValues.Unit), reference, EnergyBandDecomposition.Energies(image, bands), Passes).Image;
            Assert.True(LargestDifference(materialized.Pixels, measured.Pixels) <= Step, $"{LargestDifference(materialized.Pixels, measured.Pixels) / Step:F2} steps");

            // A view maps the range of its image to [0, 1], raises it to the gamma and scales it, so that a step of the image becomes this many of the view;
            // gains of the bands and the ends of the range, which differ by a step too, may double it.
            var sorted = materialized.Pixels.Order().ToArray();
            var range = sorted[(int)(0.995 * sorted.Length)] - sorted[(int)(0.005 * sorted.Length)];
            var slope = 2 * MaxGamma * (1 + Contrast) / (range * NetworkInput.Scale);
            foreach (var (one, other) in Crops(materialized, reference, seed).Zip(Crops(measured, reference, seed)))
            {
                Assert.InRange(LargestDifference(one, other), 0, Step * slope);
            }
        }
    }

    private static GrayImage Stored(GrayImage image, StoredValues values) => values.Restore(new SampleImage(image.Width, image.Height, values.Quantize(image.Pixels)));

    private static double LargestDifference(float[] a, float[] b) => a.Zip(b).Max(pair => Math.Abs((double)pair.First - pair.Second));

    private static List<float[]> Crops(GrayImage image, ReferenceEnergies reference, int seed)
    {
        var settings = new AugmentationSettings { ImageSize = 224, Crops = [new CropGroup(2, 64, 0.4, 1), new CropGroup(2, 32, 0.2, 0.5)], Bands = BandGains.Reference, MinGamma = 1.8, MaxGamma = MaxGamma, Contrast = Contrast };
        return AugmentedViews.Of(settings, image, "CR", reference, (ulong)seed, 1);
    }
}
