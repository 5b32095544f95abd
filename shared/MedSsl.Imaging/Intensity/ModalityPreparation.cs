using System.Collections.Frozen;

namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Brings stored or rescaled values to a grey image in [0, 1] in which bright is dense, by the habits of each modality (docs/modality-preparation.md).
/// This is the common starting point of energy normalisation: the gamma transform of the augmentation needs a defined domain.
/// </summary>
public static class ModalityPreparation
{
    private static readonly RadiographPreparation Radiograph = new();

    // Modalities that are not here are prepared as a radiograph is: by their window, else by percentiles.
    private static readonly FrozenDictionary<string, Preparation> Rules = new Dictionary<string, Preparation>
    {
        ["CT"] = new CtPreparation(),
        ["MR"] = new MrPreparation(),
        ["NM"] = new UptakePreparation(),
        ["PT"] = new UptakePreparation(),
        ["US"] = new UltrasoundPreparation(),
    }.ToFrozenDictionary();

    /// <summary>Whether the images of a series are mapped by one interval of all their values (<see cref="SeriesRange"/>).</summary>
    public static bool IsSeriesWide(string modality) => Rules.GetValueOrDefault(modality) is MrPreparation or UptakePreparation;

    /// <summary>The interval of a series: percentiles 0.5 to 99.5 of its values that are not zero; null when it has none.</summary>
    public static ValueInterval? SeriesRange(ValueHistogram values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Quantile(Preparation.LowQuantile) is not { } low || values.Quantile(Preparation.HighQuantile) is not { } high)
        {
            return null;
        }

        // Fewer than half a percent stand out of a flat series: they are the image, and zero is its ground.
        return high > low ? new ValueInterval(low, high) : new ValueInterval(Math.Min(0, values.Quantile(0) ?? 0), values.Quantile(1) ?? 0);
    }

    /// <summary>
    /// Crops to what is image, maps by the rule of the modality, inverts last. A constant image gives zeros; no value is ever not a number, and
    /// what was none (padding) is 0, or air in a CT.
    /// </summary>
    public static GrayImage Prepare(string modality, GrayImage values, PreparationParameters p) => Prepare(modality, values, p, isGiven: false);

    /// <summary>The same where nobody needs <paramref name="values"/> any more: their pixels may become those of the result.</summary>
    public static GrayImage PrepareInPlace(string modality, GrayImage values, PreparationParameters p) => Prepare(modality, values, p, isGiven: true);

    private static GrayImage Prepare(string modality, GrayImage values, PreparationParameters p, bool isGiven)
    {
        ArgumentNullException.ThrowIfNull(modality);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(p);
        var rule = Rules.GetValueOrDefault(modality, Radiograph);
        var image = rule.Crop(values, p);
        image = image == values && !isGiven ? values.Clone() : image;
        if (IsConstant(image.Pixels))
        {
            Array.Clear(image.Pixels);
            return image;
        }

        var padding = p.Inverted ? Array.ConvertAll(image.Pixels, float.IsNaN) : [];
        rule.Map(image, p);
        for (var i = 0; i < padding.Length; i++)
        {
            image.Pixels[i] = padding[i] ? 0 : 1 - image.Pixels[i];
        }

        return image;
    }

    private static bool IsConstant(ReadOnlySpan<float> pixels) => pixels.IndexOfAnyExcept(pixels[0]) < 0;
}
