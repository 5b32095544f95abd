using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Learning.Augmentation;

/// <summary>An image and what was drawn for its views: all that <see cref="MultiCropAugmentation.Apply"/> needs to know of it.</summary>
/// <param name="Source">Its pixels, reduced where the settings say so.</param>
/// <param name="Bands">How it is cut into energy bands; null where it is not.</param>
/// <param name="HasReference">Whether its views name target energies instead of gains.</param>
/// <param name="Views">In the order of <see cref="AugmentationSettings.Crops"/>.</param>
public sealed record DrawnImage(GrayImage Source, EnergyBandSettings? Bands, bool HasReference, IReadOnlyList<DrawnView> Views)
{
    /// <summary>Images of one shape can be augmented in one batch: those of equal size and equal bands.</summary>
    public string Shape => FormattableString.Invariant($"{Source.Width}x{Source.Height} {HasReference} {LowPassCache.KeyOf(Bands)}");
}
