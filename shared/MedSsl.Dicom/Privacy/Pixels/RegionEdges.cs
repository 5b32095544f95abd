namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>A rectangle of a rule: a negative start counts from the right or lower edge, no size goes on to the edge.</summary>
internal readonly record struct RegionEdges(int X, int Y, int? Width, int? Height)
{
    /// <summary>The part of an image of this size, which may be outside of it altogether.</summary>
    public PixelRectangle In(int rows, int columns)
    {
        var (x, y) = (X < 0 ? columns + X : X, Y < 0 ? rows + Y : Y);
        return new PixelRectangle(x, y, Width ?? Math.Max(0, columns - x), Height ?? Math.Max(0, rows - y));
    }

    /// <summary>Reads <c>x y width height</c>; a size may be <c>*</c>.</summary>
    public static bool TryParse(string text, out RegionEdges edges)
    {
        edges = default;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 4 || !Number(words[0], out var x) || !Number(words[1], out var y) || !Size(words[2], out var width) || !Size(words[3], out var height))
        {
            return false;
        }

        edges = new RegionEdges(x, y, width, height);
        return true;
    }

    private static bool Number(string word, out int number) =>
        int.TryParse(word, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out number)
        && number is >= -ushort.MaxValue and <= ushort.MaxValue;

    private static bool Size(string word, out int? size)
    {
        size = word != "*" && Number(word, out var number) ? number : null;
        return word == "*" || size > 0;
    }
}
