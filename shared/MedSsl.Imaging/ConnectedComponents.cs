namespace MedSsl.Imaging;

/// <summary>Pieces of a mask whose pixels touch by an edge, or whose voxels touch by a face; linear in their number.</summary>
internal static class ConnectedComponents
{
    /// <summary>The places of every piece of that <paramref name="value"/>, in the order of their first places, which begin them.</summary>
    /// <param name="mask">Planes, rows, columns; one plane is an image.</param>
    /// <param name="value">What the pieces consist of.</param>
    /// <param name="width">Columns of a row.</param>
    /// <param name="height">Rows of a plane.</param>
    public static IEnumerable<List<int>> Of(bool[] mask, bool value, int width, int height)
    {
        var seen = new bool[mask.Length];
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] == value && !seen[start])
            {
                yield return Flood(mask, seen, start, width, height);
            }
        }
    }

    private static List<int> Flood(bool[] mask, bool[] seen, int start, int width, int height)
    {
        var plane = width * height;
        var piece = new List<int> { start };
        seen[start] = true;
        for (var next = 0; next < piece.Count; next++)
        {
            var at = piece[next];
            var (x, y) = (at % width, at / width % height);
            Visit(at - 1, x > 0);
            Visit(at + 1, x < width - 1);
            Visit(at - width, y > 0);
            Visit(at + width, y < height - 1);
            Visit(at - plane, at >= plane);
            Visit(at + plane, at + plane < mask.Length);
        }

        return piece;

        void Visit(int at, bool exists)
        {
            if (exists && mask[at] == mask[start] && !seen[at])
            {
                seen[at] = true;
                piece.Add(at);
            }
        }
    }
}
