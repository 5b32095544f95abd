namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// The pixels (the method's Omega) over which energies are measured: a rectangle or a mask, kept as horizontal runs. The bands themselves always
/// use the whole image.
/// </summary>
public sealed class PixelRegion
{
    private readonly Run[] runs;
    private readonly (int Width, int Height) extent; // the smallest image that holds the region; of a mask the very image
    private readonly bool isMask;

    /// <summary>A rectangle.</summary>
    /// <param name="x">Leftmost column.</param>
    /// <param name="y">Topmost row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public PixelRegion(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        extent = (checked(x + width), checked(y + height));
        PixelCount = (long)width * height;
        runs = new Run[height];
        for (var row = 0; row < height; row++)
        {
            runs[row] = new Run(x, y + row, width);
        }
    }

    private PixelRegion(int width, int height, Run[] runs)
    {
        this.runs = runs;
        extent = (width, height);
        isMask = true;
        PixelCount = runs.Sum(run => (long)run.Length);
    }

    /// <summary>Pixels in the region; at least 1.</summary>
    public long PixelCount { get; }

    internal ReadOnlySpan<Run> Runs => runs;

    /// <summary>The middle <paramref name="fraction"/> of each axis (0.7 in the originating group's public code), at least one pixel.</summary>
    public static PixelRegion Central(GrayImage image, double fraction)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        var width = Math.Max(1, (int)Math.Round(image.Width * fraction));
        var height = Math.Max(1, (int)Math.Round(image.Height * fraction));
        return new PixelRegion((image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }

    /// <summary>The true pixels of a row-major <paramref name="mask"/> of an image of that size; null when there are none, for then nothing can be measured.</summary>
    public static PixelRegion? FromMask(int width, int height, ReadOnlySpan<bool> mask)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (mask.Length != (long)width * height)
        {
            throw new ArgumentException($"A mask of {width} x {height} has {(long)width * height} pixels, {mask.Length} were given.", nameof(mask));
        }

        var runs = new List<Run>();
        for (var y = 0; y < height; y++)
        {
            var row = mask.Slice(y * width, width);
            for (var x = 0; x < width; x++)
            {
                var start = x;
                while (x < width && row[x])
                {
                    x++;
                }

                if (x > start)
                {
                    runs.Add(new Run(start, y, x - start));
                }
            }
        }

        return runs.Count == 0 ? null : new PixelRegion(width, height, [.. runs]);
    }

    /// <summary><paramref name="region"/>, or the whole image; a region that leaves the image, or a mask of another, is an error of the caller.</summary>
    internal static PixelRegion Within(GrayImage image, PixelRegion? region)
    {
        if (region is null)
        {
            return new PixelRegion(0, 0, image.Width, image.Height);
        }

        var (width, height) = region.extent;
        if (region.isMask ? (width, height) != (image.Width, image.Height) : width > image.Width || height > image.Height)
        {
            throw new ArgumentOutOfRangeException(nameof(region), $"A {(region.isMask ? "mask" : "rectangle")} that reaches to {width} x {height} does not fit the image of {image.Width} x {image.Height} pixels.");
        }

        return region;
    }

    /// <summary><paramref name="Length"/> pixels to the right from column <paramref name="X"/> of row <paramref name="Y"/>.</summary>
    internal readonly record struct Run(int X, int Y, int Length);
}
