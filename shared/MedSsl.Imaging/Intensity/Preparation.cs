namespace MedSsl.Imaging.Intensity;

/// <summary>The rule of a modality: which pixels are image, and how values become grey. <see cref="ModalityPreparation"/> does what all share.</summary>
internal abstract class Preparation
{
    // Outliers (markers, hot pixels, collimator edges) are clipped: half a percent at each end.
    public const double LowQuantile = 0.005;
    public const double HighQuantile = 0.995;

    /// <summary>The pixels that are image: all of them as they are, or a copy of a part.</summary>
    public virtual GrayImage Crop(GrayImage values, PreparationParameters p) => values;

    /// <summary>Maps an image that is not constant in place to [0, 1], not yet inverted; what is not a number becomes 0.</summary>
    public abstract void Map(GrayImage image, PreparationParameters p);

    /// <summary>The file's window, where its numbers make one.</summary>
    protected static WindowLevel? FileWindow(PreparationParameters p) =>
        p is { WindowCenter: { } center, WindowWidth: { } width } && new WindowLevel(center, width, p.WindowFunction) is { IsUsable: true } window ? window : null;

    protected static void MapQuantiles(Span<float> pixels, bool ignoreZeros)
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

    protected static ValueInterval? FullRange(PreparationParameters p) => p.BitsStored switch
    {
        < 1 or > 32 => null,
        var bits when p.Signed => new(-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1),
        var bits => new(0, Math.Pow(2, bits) - 1),
    };
}
