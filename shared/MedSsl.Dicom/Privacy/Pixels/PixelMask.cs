namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>
/// Which pixels of a frame are blanked: for each row, half-open spans of columns in ascending order that neither touch nor overlap. Rows with equal
/// spans share them, so that a mask costs little whatever the size of the image.
/// </summary>
internal sealed class PixelMask
{
    private readonly (int Start, int End)[][] _rows;

    private PixelMask((int Start, int End)[][] rows, int columns) => (_rows, Columns) = (rows, columns);

    public int Rows => _rows.Length;

    public int Columns { get; }

    /// <summary>Pixels that are blanked.</summary>
    public long Count => _rows.Sum(spans => spans.Sum(span => (long)span.End - span.Start));

    /// <summary>Blanked columns of a row.</summary>
    public ReadOnlySpan<(int Start, int End)> Row(int row) => _rows[row];

    /// <summary>Blanks <paramref name="rectangles"/>, which are clipped to the image.</summary>
    public static PixelMask Inside(IEnumerable<PixelRectangle> rectangles, int rows, int columns) => Of([.. rectangles], rows, columns, invert: false);

    /// <summary>Blanks what is outside of all <paramref name="rectangles"/>.</summary>
    public static PixelMask Outside(IEnumerable<PixelRectangle> rectangles, int rows, int columns) => Of([.. rectangles], rows, columns, invert: true);

    /// <summary>The mask as rectangles: spans that are equal in adjacent rows become one.</summary>
    public IReadOnlyList<PixelRectangle> Rectangles()
    {
        var result = new List<PixelRectangle>();
        for (var first = 0; first < _rows.Length;)
        {
            var next = first + 1;
            while (next < _rows.Length && _rows[next].AsSpan().SequenceEqual(_rows[first]))
            {
                next++;
            }

            foreach (var (start, end) in _rows[first])
            {
                result.Add(new PixelRectangle(start, first, end - start, next - first));
            }

            first = next;
        }

        return result;
    }

    private static PixelMask Of(PixelRectangle[] rectangles, int rows, int columns, bool invert)
    {
        var result = new (int, int)[rows][];
        var edges = rectangles.SelectMany(part => new[] { (long)part.Y, (long)part.Y + part.Height }).Where(edge => edge > 0 && edge < rows).ToHashSet();
        for (var row = 0; row < rows; row++)
        {
            // Between two edges every row is as the one above.
            result[row] = row > 0 && !edges.Contains(row) ? result[row - 1] : Spans(rectangles, row, columns, invert);
        }

        return new PixelMask(result, columns);
    }

    private static (int Start, int End)[] Spans(PixelRectangle[] rectangles, int row, int columns, bool invert)
    {
        var spans = new List<(int Start, int End)>();
        foreach (var part in rectangles.Where(part => part.Y <= row && row < (long)part.Y + part.Height).OrderBy(part => part.X))
        {
            var start = Math.Max(0, part.X);
            var end = (int)Math.Min(columns, (long)part.X + part.Width);
            if (end <= start)
            {
                continue;
            }

            if (spans is [.., var last] && start <= last.End)
            {
                spans[^1] = (last.Start, Math.Max(last.End, end));
            }
            else
            {
                spans.Add((start, end));
            }
        }

        return invert ? Gaps(spans, columns) : [.. spans];
    }

    private static (int Start, int End)[] Gaps(List<(int Start, int End)> spans, int columns)
    {
        var gaps = new List<(int, int)>();
        var from = 0;
        foreach (var (start, end) in spans)
        {
            if (start > from)
            {
                gaps.Add((from, start));
            }

            from = end;
        }

        if (from < columns)
        {
            gaps.Add((from, columns));
        }

        return [.. gaps];
    }
}
