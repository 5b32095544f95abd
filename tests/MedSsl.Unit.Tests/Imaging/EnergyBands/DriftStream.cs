using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Intensity;
using Drawings = MedSsl.Imaging.Phantoms.Phantoms;

namespace MedSsl.Unit.Tests.Imaging.EnergyBands;

/// <summary>Probes of phantom patients, one image each, as one scanner delivers them before and after it changes.</summary>
internal static class DriftStream
{
    private const int UsualSize = 32;

    public static double[] Probe(string task, ulong seed, int patient, Func<GrayImage, GrayImage>? change = null, int size = UsualSize)
    {
        var phantom = Drawings.Draw(task, positive: patient % 2 == 1, size, seed, patient, instance: 1);
        var values = new GrayImage(phantom.Width, phantom.Height, Array.ConvertAll(phantom.StoredValues, stored => (float)((stored * phantom.RescaleSlope) + phantom.RescaleIntercept)));
        values = change is null ? values : change(values);
        var prepared = ModalityPreparation.Prepare(phantom.Modality, values, new PreparationParameters
        {
            BitsStored = phantom.BitsStored,
            Signed = phantom.Signed,
            Inverted = phantom.Photometric == "MONOCHROME1",
            IsRescaledToHounsfield = phantom.Modality == "CT",
        });
        return DriftProbe.Of(DriftProbe.Measure(values, size)!, EnergyBandDecomposition.Energies(prepared, new EnergyBandSettings()));
    }

    public static DriftBaseline Baseline(string task, ulong seed, int count, int size = UsualSize) =>
        DriftBaseline.Fit([.. Unchanged(task, seed, count, size)]);

    public static IEnumerable<double[]> Unchanged(string task, ulong seed, int count, int size) =>
        Enumerable.Range(0, count).AsParallel().AsOrdered().Select(patient => Probe(task, seed, patient, null, size));

    /// <summary>|z| after each image of a stream; 0 while there are too few.</summary>
    public static List<double> Strengths(DriftBaseline baseline, IEnumerable<IReadOnlyList<double>> stream)
    {
        var window = new Queue<IReadOnlyList<double>>();
        var strengths = new List<double>();
        foreach (var probe in stream)
        {
            window.Enqueue(probe);
            if (window.Count > DriftTest.Window)
            {
                window.Dequeue();
            }

            strengths.Add(DriftTest.Judge(baseline, [.. window]) is { } z ? DriftTest.Strength(z) : 0);
        }

        return strengths;
    }

    public static GrayImage Gain(GrayImage image, float gain) => Map(image, value => gain * value);

    /// <summary>A gamma over the range of the image.</summary>
    public static GrayImage Gamma(GrayImage image, float gamma)
    {
        var (low, high) = (image.Pixels.Min(), image.Pixels.Max());
        return Map(image, value => low + ((high - low) * MathF.Pow((value - low) / (high - low), gamma)));
    }

    /// <summary>A softer detector: the first low-pass of the decomposition, a Gaussian of one pixel.</summary>
    public static GrayImage Blur(GrayImage image) => EnergyBandDecomposition.LowPasses(image, new EnergyBandSettings())[0];

    private static GrayImage Map(GrayImage image, Converter<float, float> map) => new(image.Width, image.Height, Array.ConvertAll(image.Pixels, map));
}
