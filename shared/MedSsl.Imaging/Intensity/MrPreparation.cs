namespace MedSsl.Imaging.Intensity;

/// <summary>
/// MR, whose values have no unit: percentiles 0.5 to 99.5 of what is not zero (background and padding say nothing of the coil's gain), taken over
/// the whole series, so that slices keep their brightness relative to each other. The first and last landmark of Nyúl, Udupa, Zhang
/// (IEEE TMI 19:143, 2000), without the ones between. The bias field of the coil is left alone: correcting it (N4) needs a model per volume, and
/// the energy bands of the normalization take most of its effect. The file's window, made for one reader, is not used.
/// </summary>
internal sealed class MrPreparation : Preparation
{
    public override void Map(GrayImage image, PreparationParameters p)
    {
        if (p.SeriesRange is { } range)
        {
            ValueRange.Map(image.Pixels, range.Low, range.High);
        }
        else
        {
            MapQuantiles(image.Pixels, ignoreZeros: true);
        }
    }
}
