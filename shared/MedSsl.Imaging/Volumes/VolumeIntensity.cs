using MedSsl.Imaging.Intensity;

namespace MedSsl.Imaging.Volumes;

/// <summary>Which values of a volume become 0 and 1.</summary>
public static class VolumeIntensity
{
    // Ghesu et al. 2022, head CT: window centre 55, width 200 Hounsfield units.
    private const double Center = 55;
    private const double Width = 200;

    private const double LowQuantile = 0.005;
    private const double HighQuantile = 0.995;

    /// <summary>CT in Hounsfield units: -45 to 155. Anything else: percentiles 0.5 to 99.5 of what is not zero, over the whole volume, as for slices of MR.</summary>
    public static (double Low, double High) Range(string modality, Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (modality == "CT")
        {
            return (Center - (Width / 2), Center + (Width / 2));
        }

        return (ValueRange.Quantile(volume.Voxels, LowQuantile, ignoreZeros: true) ?? 0, ValueRange.Quantile(volume.Voxels, HighQuantile, ignoreZeros: true) ?? 0);
    }
}
