using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>A chest radiograph after one or two stages.</summary>
/// <param name="Image">The image, about 0.</param>
/// <param name="Crop">What was left of the input after its dark borders, in its pixels.</param>
/// <param name="Lungs">The second stage's region, row-major in <paramref name="Image"/>; null when no lung was found and the first stage stands.</param>
public sealed record NormalizedChestRadiograph(GrayImage Image, CropBox Crop, bool[]? Lungs)
{
    private const double Reach = 5;
    private const int Maximum = 4095;

    /// <summary>12-bit values as the public code writes them: -5 to 5 (about the mean where only the first stage was done) to 0 to 4095, clipped.</summary>
    public ushort[] ToTwelveBits()
    {
        var center = Lungs is null ? RegionStatistics.Of(Image, PixelRegion.Within(Image, null)).Mean : 0;
        return Array.ConvertAll(Image.Pixels, value => (ushort)Math.Round(Math.Clamp((value - center + Reach) / (2 * Reach), 0, 1) * Maximum));
    }
}
