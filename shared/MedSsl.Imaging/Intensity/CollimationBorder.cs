namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Uniform borders that collimators, detector edges and converters leave around a radiograph. A row or column is border while nearly all of it
/// lies at one end of the image's range; anatomy, which is never at one end along a whole line, ends it.
/// </summary>
internal static class CollimationBorder
{
    private const double Tolerance = 0.02; // of the range between the percentiles 0.5 and 99.5
    private const double NearlyAll = 0.98; // of a line; the rest may be a marker
    private const int SmallestSide = 32;

    /// <summary>What is left; the whole image where borders would take more than three quarters of a side: that is no border but the image.</summary>
    public static PixelBox Inside(GrayImage image)
    {
        var whole = new PixelBox(0, 0, image.Width, image.Height);
        var low = ValueRange.Quantile(image.Pixels, Preparation.LowQuantile) ?? 0;
        var high = ValueRange.Quantile(image.Pixels, Preparation.HighQuantile) ?? 0;
        if (!(high > low) || Math.Min(image.Width, image.Height) < SmallestSide)
        {
            return whole;
        }

        var margin = Tolerance * (high - low);
        var lines = new Lines(image, low + margin, high - margin);

        // Rows first; a border column is uniform only between the border rows, and the other way round.
        var box = lines.TrimRows(lines.TrimColumns(lines.TrimRows(whole)));
        return 4 * box.Width >= image.Width && 4 * box.Height >= image.Height ? box : whole;
    }

    private sealed class Lines(GrayImage image, double dark, double bright)
    {
        public PixelBox TrimRows(PixelBox box)
        {
            var (first, last) = (box.Y, box.Y + box.Height - 1);
            while (first < last && IsBorder((first * image.Width) + box.X, 1, box.Width))
            {
                first++;
            }

            while (first < last && IsBorder((last * image.Width) + box.X, 1, box.Width))
            {
                last--;
            }

            return box with { Y = first, Height = last - first + 1 };
        }

        public PixelBox TrimColumns(PixelBox box)
        {
            var (first, last) = (box.X, box.X + box.Width - 1);
            while (first < last && IsBorder((box.Y * image.Width) + first, image.Width, box.Height))
            {
                first++;
            }

            while (first < last && IsBorder((box.Y * image.Width) + last, image.Width, box.Height))
            {
                last--;
            }

            return box with { X = first, Width = last - first + 1 };
        }

        private bool IsBorder(int start, int stride, int count)
        {
            var (darkPixels, brightPixels) = (0, 0);
            for (var i = 0; i < count; i++)
            {
                var value = image.Pixels[start + (i * stride)];
                darkPixels += !(value > dark) ? 1 : 0; // padding, which is not a number, is dark
                brightPixels += value >= bright ? 1 : 0;
            }

            return Math.Max(darkPixels, brightPixels) >= NearlyAll * count;
        }
    }
}
