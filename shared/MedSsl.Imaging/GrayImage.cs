namespace MedSsl.Imaging;

/// <summary>A grey image of 32-bit floats, row-major; what the values mean (Hounsfield units, [0,1], normalised) is the caller's business.</summary>
public sealed class GrayImage
{
    /// <summary>A black image.</summary>
    public GrayImage(int width, int height)
        : this(width, height, new float[PixelCount(width, height)])
    {
    }

    /// <summary>Wraps <paramref name="pixels"/> without copying.</summary>
    public GrayImage(int width, int height, float[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != PixelCount(width, height))
        {
            throw new ArgumentException($"An image of {width} x {height} has {PixelCount(width, height)} pixels, {pixels.Length} were given.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Columns; at least 1.</summary>
    public int Width { get; }

    /// <summary>Rows; at least 1.</summary>
    public int Height { get; }

    /// <summary>Row-major values, <see cref="Width"/> x <see cref="Height"/> of them; shared, not copied.</summary>
    public float[] Pixels { get; }

    /// <summary>Row <paramref name="y"/> as a view on <see cref="Pixels"/>.</summary>
    public Span<float> Row(int y) => Pixels.AsSpan(y * Width, Width);

    /// <summary>A copy that shares nothing.</summary>
    public GrayImage Clone() => new(Width, Height, (float[])Pixels.Clone());

    /// <summary>The image itself where every value is a number, else a copy with <paramref name="value"/> in the place of what is none.</summary>
    public GrayImage Filled(float value)
    {
        if (!Pixels.ContainsAnyExceptInRange(float.NegativeInfinity, float.PositiveInfinity))
        {
            return this;
        }

        var filled = Clone();
        VectorMath.ReplaceNaN(filled.Pixels, value);
        return filled;
    }

    /// <summary>A copy of the pixels of <paramref name="box"/>, which must lie inside.</summary>
    public GrayImage Cut(PixelBox box)
    {
        var cut = new GrayImage(box.Width, box.Height);
        for (var y = 0; y < box.Height; y++)
        {
            Row(box.Y + y).Slice(box.X, box.Width).CopyTo(cut.Row(y));
        }

        return cut;
    }

    private static int PixelCount(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return checked(width * height);
    }
}
