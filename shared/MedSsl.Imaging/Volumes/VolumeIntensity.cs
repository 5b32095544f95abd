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

        var (low, high) = (Of(LowQuantile, true), Of(HighQuantile, true));

        // All that is not zero has one value: then zero is the other end.
        return high > low ? (low, high) : (Of(0, false), Of(1, false));

        double Of(double fraction, bool ignoreZeros) => ValueRange.Quantile(volume.Voxels, fraction, ignoreZeros) ?? 0;
    }
}
