using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// What drift is judged by, all in logarithms, so that a gain is one shift whatever the units: the band energies of an image as the scanner delivered
/// it (after the modality rescale, before any window or percentiles, which would hide a gain), the ratios of neighbouring ones (sharpness, which the
/// gain of each exposure does not blur), and the band energies of the prepared image (contrast and gamma, where the preparation takes the gain out).
/// </summary>
public static class DriftProbe
{
    /// <summary>
    /// Images of a series that are measured: a few spread over it tell what the scanner does, and slices of one patient are no independent witnesses.
    /// </summary>
    public const int ImagesPerSeries = 4;

    // A band without energy (a constant image) has a finite place far below anything a detector delivers.
    private const double SmallestEnergy = 1e-9;

    /// <summary>Whether the image at <paramref name="index"/> of <paramref name="count"/> is one of those measured.</summary>
    public static bool Takes(int index, int count) =>
        count <= ImagesPerSeries || (index * ImagesPerSeries / count) != ((index - 1) * ImagesPerSeries / count) || index == 0;

    /// <summary>
    /// Energies of <paramref name="values"/>, not yet prepared, at the working size; padding (what is not a number) counts as the lowest value of the
    /// image. Null when there is no finite value.
    /// </summary>
    public static double[]? Measure(GrayImage values, int workingSize)
    {
        ArgumentNullException.ThrowIfNull(values);
        var energies = EnergyBandDecomposition.Energies(Resampling.ToLongestSide(WithoutPadding(values), workingSize), new EnergyBandSettings());
        return energies.All(double.IsFinite) ? energies : null;
    }

    /// <summary>The probe of an image: n energies as delivered, their n - 1 ratios, fine to coarse, and the energies of the prepared image.</summary>
    public static double[] Of(IReadOnlyList<double> delivered, IReadOnlyList<double> prepared)
    {
        ArgumentNullException.ThrowIfNull(delivered);
        ArgumentNullException.ThrowIfNull(prepared);
        var logarithms = delivered.Select(Logarithm).ToArray();
        return [.. logarithms, .. logarithms.Zip(logarithms.Skip(1), (fine, coarse) => fine - coarse), .. prepared.Select(Logarithm)];
    }

    /// <summary>One probe for a series: the median of its images per band; null without any.</summary>
    public static double[]? OfSeries(IReadOnlyList<IReadOnlyList<double>> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Count == 0 ? null : [.. Enumerable.Range(0, images[0].Count).Select(band => DriftBaseline.MedianOf([.. images.Select(image => image[band])]))];
    }

    private static GrayImage WithoutPadding(GrayImage values)
    {
        var lowest = float.PositiveInfinity;
        foreach (var value in values.Pixels)
        {
            lowest = value < lowest ? value : lowest; // a comparison with NaN is false
        }

        return values.Filled(lowest);
    }

    private static double Logarithm(double energy) => Math.Log(Math.Max(energy, SmallestEnergy));
}
