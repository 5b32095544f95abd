namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Finds the insonated field of an ultrasound image without region attributes: the largest connected object at the scale of 8 × 8 pixels, which joins
/// speckle and leaves lines of text apart, filled between its left and right end of each row. Text that touches the field stays.
/// </summary>
internal static class UltrasoundField
{
    private const int Block = 8;
    private const double Dark = 0.03; // of the range from the darkest to percentile 99.5
    private const double SmallestField = 0.1; // of the image; a smaller object is no field, and nothing is removed

    /// <summary>A copy of the box around the field, with the darkest value outside of it.</summary>
    public static GrayImage Keep(GrayImage values)
    {
        var (columns, rows) = ((values.Width + Block - 1) / Block, (values.Height + Block - 1) / Block);
        var low = (float)(ValueRange.Quantile(values.Pixels, 0) ?? 0);
        var high = ValueRange.Quantile(values.Pixels, Preparation.HighQuantile) ?? 0;
        var field = new BinaryMask(columns, rows, BrightBlocks(values, columns, rows, low + (Dark * (high - low)))).LargestComponent().Pixels.ToArray();
        if (field.Count(inside => inside) < SmallestField * field.Length)
        {
            return values.Clone();
        }

        var spans = Enumerable.Range(0, rows).Select(row => Span(field.AsSpan(row * columns, columns))).ToList();
        var top = spans.FindIndex(span => span.First >= 0);
        var bottom = spans.FindLastIndex(span => span.First >= 0);
        var filled = spans.Where(span => span.First >= 0).ToList();
        var box = PixelBox.Between(filled.Min(span => span.First) * Block, top * Block, ((filled.Max(span => span.Last) + 1) * Block) - 1, ((bottom + 1) * Block) - 1)
            .Intersect(new PixelBox(0, 0, values.Width, values.Height));
        var image = values.Cut(box);
        for (var y = 0; y < image.Height; y++)
        {
            var span = spans[(box.Y + y) / Block];
            var from = span.First < 0 ? image.Width : Math.Max(0, (span.First * Block) - box.X);
            var to = span.First < 0 ? image.Width : Math.Min(image.Width, ((span.Last + 1) * Block) - box.X);
            image.Row(y)[..from].Fill(low);
            image.Row(y)[to..].Fill(low);
        }

        return image;
    }

    private static bool[] BrightBlocks(GrayImage values, int columns, int rows, double threshold)
    {
        var sums = new double[columns * rows];
        for (var y = 0; y < values.Height; y++)
        {
            var row = values.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                sums[(y / Block * columns) + (x / Block)] += float.IsFinite(row[x]) ? row[x] - threshold : 0;
            }
        }

        return Array.ConvertAll(sums, sum => sum > 0); // the mean of the block is above the threshold
    }

    private static (int First, int Last) Span(ReadOnlySpan<bool> row) => (row.IndexOf(true), row.LastIndexOf(true));
}
