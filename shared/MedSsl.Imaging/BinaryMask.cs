namespace MedSsl.Imaging;

/// <summary>A mask of pixels and the morphology that finds anatomy in it.</summary>
internal sealed class BinaryMask(int width, int height, bool[] pixels)
{
    public bool this[int x, int y] => pixels[(y * width) + x];

    public ReadOnlySpan<bool> Pixels => pixels;

    /// <summary>The four neighbours, by number.</summary>
    public static (int X, int Y) Neighbour(int side) => side switch { 0 => (1, 0), 1 => (-1, 0), 2 => (0, 1), _ => (0, -1) };

    /// <summary>Closes gaps of up to twice <paramref name="radius"/> pixels; nothing grows at the border of the image.</summary>
    public BinaryMask Close(int radius) => Spread(true, radius).Spread(false, radius);

    /// <summary>Sets what is enclosed.</summary>
    public BinaryMask FillHoles()
    {
        var result = (bool[])pixels.Clone();
        foreach (var part in Components(false).Where(part => !part.Exists(IsOnBorder)))
        {
            part.ForEach(place => result[place] = true);
        }

        return new BinaryMask(width, height, result);
    }

    /// <summary>The largest connected part, the first of several; empty where the mask is.</summary>
    public BinaryMask LargestComponent() => LargestComponents(1, 1, 0);

    /// <summary>The largest <paramref name="count"/> connected parts that have <paramref name="smallest"/> pixels and that share of the largest.</summary>
    public BinaryMask LargestComponents(int count, int smallest, double shareOfLargest)
    {
        var parts = Components(true).OrderByDescending(part => part.Count).ThenBy(part => part[0]).Take(count).ToList();
        var result = new bool[pixels.Length];
        foreach (var part in parts.Where(part => part.Count >= smallest && part.Count >= shareOfLargest * parts[0].Count))
        {
            part.ForEach(place => result[place] = true);
        }

        return new BinaryMask(width, height, result);
    }

    private bool IsOnBorder(int place) => place % width == 0 || place % width == width - 1 || place < width || place >= pixels.Length - width;

    /// <summary>Every pixel within a disc about a pixel of that <paramref name="value"/> takes it.</summary>
    private BinaryMask Spread(bool value, int radius)
    {
        var result = (bool[])pixels.Clone();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (this[x, y] == value)
                {
                    for (var dy = Math.Max(-radius, -y); dy <= Math.Min(radius, height - 1 - y); dy++)
                    {
                        var reach = (int)Math.Sqrt((radius * radius) - (dy * dy));
                        var first = Math.Max(0, x - reach);
                        Array.Fill(result, value, ((y + dy) * width) + first, Math.Min(width - 1, x + reach) - first + 1);
                    }
                }
            }
        }

        return new BinaryMask(width, height, result);
    }

    private IEnumerable<List<int>> Components(bool value) => ConnectedComponents.Of(pixels, value, width, height);
}
