namespace MedSsl.Imaging.Intensity;

/// <summary>
/// NM and PT: values are counts or activity (PS3.3 C.8.4.9, C.8.9.1), zero is no uptake and stays black; white is percentile 99.5 of what is not zero,
/// over the whole series. Standardized uptake values would need weight and dose, which de-identification removes.
/// </summary>
internal sealed class UptakePreparation : Preparation
{
    public override void Map(GrayImage image, PreparationParameters p) =>
        ValueRange.Map(image.Pixels, 0, p.SeriesRange?.High ?? ValueRange.Quantile(image.Pixels, HighQuantile, ignoreZeros: true) ?? 0);
}
