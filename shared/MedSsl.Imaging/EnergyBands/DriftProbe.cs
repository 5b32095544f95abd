using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// What drift is judged by: the logarithms of the band energies of an image as the scanner delivered it, after the modality rescale and before any
/// window or percentile mapping. The mapping of a modality to [0, 1] hides a change of gain, which is exactly what a drifting detector shows; in
/// logarithms a gain is the same shift in every band, whatever the units.
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

    /// <summary>Logarithms of the energies of <paramref name="values"/> at the working size; null when some value is not a number.</summary>
    public static double[]? Measure(GrayImage values, int workingSize)
    {
        var energies = EnergyBandDecomposition.Energies(Resampling.ToLongestSide(values, workingSize), new EnergyBandSettings());
        return energies.All(double.IsFinite) ? Array.ConvertAll(energies, energy => Math.Log(Math.Max(energy, SmallestEnergy))) : null;
    }

    /// <summary>One probe for a series: the median of its images per band; null without any.</summary>
    public static double[]? OfSeries(IReadOnlyList<IReadOnlyList<double>> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Count == 0 ? null : [.. Enumerable.Range(0, images[0].Count).Select(band => DriftBaseline.MedianOf([.. images.Select(image => image[band])]))];
    }
}
