namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Brings stored or rescaled values to a grey image in [0, 1] in which bright is dense, by the habits of each modality.
/// This is the common starting point of energy normalisation: the gamma transform of the augmentation needs a defined domain.
/// </summary>
public static class ModalityPreparation
{
    // Outliers (markers, hot pixels, collimator edges) are clipped: half a percent at each end.
    private const double LowQuantile = 0.005;
    private const double HighQuantile = 0.995;

    // The usual soft-tissue window, for a CT that carries none.
    private static readonly WindowLevel SoftTissue = new(40, 400);

    /// <summary>
    /// CR, DX and whatever is not known: the file's window, else percentiles 0.5 to 99.5. CT: in Hounsfield units the file's window, else 40 / 400;
    /// otherwise as an 8-bit secondary capture, its full range. MR: percentiles of what is not zero (background and padding say nothing of the
    /// coil's gain). US: full range. MONOCHROME1 is inverted last. A constant image gives zeros; no value is ever not a number.
    /// </summary>
    public static GrayImage Prepare(string modality, GrayImage values, PreparationParameters p)
    {
        ArgumentNullException.ThrowIfNull(modality);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(p);
        var image = values.Clone();
        if (IsConstant(image.Pixels))
        {
            Array.Clear(image.Pixels);
            return image;
        }

        Map(modality, image.Pixels, p);
        if (p.Inverted)
        {
            foreach (ref var pixel in image.Pixels.AsSpan())
            {
                pixel = 1 - pixel;
            }
        }

        return image;
    }

    private static void Map(string modality, Span<float> pixels, PreparationParameters p)
    {
        var window = p is { WindowCenter: { } center, WindowWidth: { } width } && double.IsFinite(center) && width is >= 1 and < double.PositiveInfinity
            ? new WindowLevel(center, width)
            : null;
        switch (modality)
        {
            case "CT" when p.IsRescaledToHounsfield:
                WindowLevel.Apply(pixels, window ?? SoftTissue);
                break;
            case "MR":
                MapQuantiles(pixels, ignoreZeros: true);
                break;
            case "US" when FullRange(p) is { } range:
                ValueRange.Map(pixels, range.Low, range.High);
                break;
            case "CT" when window is null && p.BitsStored <= 8 && FullRange(p) is { } range:
                ValueRange.Map(pixels, range.Low, range.High);
                break;
            case not "US" when window is not null:
                WindowLevel.Apply(pixels, window);
                break;
            default:
                MapQuantiles(pixels, ignoreZeros: false);
                break;
        }
    }

    private static void MapQuantiles(Span<float> pixels, bool ignoreZeros)
    {
        var low = ValueRange.Quantile(pixels, LowQuantile, ignoreZeros) ?? 0;
        var high = ValueRange.Quantile(pixels, HighQuantile, ignoreZeros) ?? 0;
        if (high <= low)
        {
            // Fewer than half a percent of the pixels stand out of a flat image: they are the image.
            low = ValueRange.Quantile(pixels, 0) ?? 0;
            high = ValueRange.Quantile(pixels, 1) ?? 0;
        }

        ValueRange.Map(pixels, low, high);
    }

    private static (double Low, double High)? FullRange(PreparationParameters p) => p.BitsStored switch
    {
        < 1 or > 32 => null,
        var bits when p.Signed => (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1),
        var bits => (0, Math.Pow(2, bits) - 1),
    };

    private static bool IsConstant(ReadOnlySpan<float> pixels) => pixels.IndexOfAnyExcept(pixels[0]) < 0;
}
