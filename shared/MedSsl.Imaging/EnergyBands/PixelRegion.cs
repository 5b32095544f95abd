namespace MedSsl.Imaging.EnergyBands;

/// <summary>The rectangle (the method's Omega) over which energies are measured; the bands themselves always use the whole image.</summary>
/// <param name="X">Leftmost column.</param>
/// <param name="Y">Topmost row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelRegion(int X, int Y, int Width, int Height)
{
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

    /// <summary><paramref name="region"/>, or the whole image; a region that leaves the image is an error of the caller.</summary>
    internal static PixelRegion Within(GrayImage image, PixelRegion? region)
    {
        var r = region ?? new PixelRegion(0, 0, image.Width, image.Height);
        if (r.X < 0 || r.Y < 0 || r.Width < 1 || r.Height < 1 || (long)r.X + r.Width > image.Width || (long)r.Y + r.Height > image.Height)
        {
            throw new ArgumentOutOfRangeException(nameof(region), r, $"The region must lie in the image of {image.Width} x {image.Height} pixels.");
        }

        return r;
    }
}
