namespace MedSsl.Imaging;

/// <summary>Whole pixels of an image: columns <paramref name="X"/> to X + Width - 1, rows <paramref name="Y"/> to Y + Height - 1.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns; nothing where it is not positive.</param>
/// <param name="Height">Rows; nothing where it is not positive.</param>
public readonly record struct PixelBox(int X, int Y, int Width, int Height)
{
    /// <summary>Whether it holds no pixel.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The box from a first to a last column and row, both inside.</summary>
    public static PixelBox Between(int left, int top, int right, int bottom) => new(left, top, right - left + 1, bottom - top + 1);

    /// <summary>The pixels that both hold.</summary>
    public PixelBox Intersect(PixelBox other) => Between(
        Math.Max(X, other.X), Math.Max(Y, other.Y), Math.Min(X + Width, other.X + other.Width) - 1, Math.Min(Y + Height, other.Y + other.Height) - 1);

    /// <summary>The smallest box around both.</summary>
    public PixelBox Union(PixelBox other) => Between(
        Math.Min(X, other.X), Math.Min(Y, other.Y), Math.Max(X + Width, other.X + other.Width) - 1, Math.Max(Y + Height, other.Y + other.Height) - 1);
}
