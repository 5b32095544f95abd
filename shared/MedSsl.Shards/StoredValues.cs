using MedSsl.Imaging;

namespace MedSsl.Shards;

/// <summary>How image values become the 16-bit numbers of a shard and come back: <c>value = stored × Scale + Offset</c>.</summary>
/// <param name="Scale">One step of the stored numbers.</param>
/// <param name="Offset">Value of a stored 0.</param>
public readonly record struct StoredValues(double Scale, double Offset)
{
    /// <summary>
    /// Of normalized images: they have mean 0 and lie well inside ±2 (images in [0, 1], band gains near 1), so that one step is 6·10⁻⁵, far below the
    /// noise of any detector. What lies outside is clipped.
    /// </summary>
    public static StoredValues Normalized { get; } = new(4.0 / ushort.MaxValue, -2);

    /// <summary>Of prepared images and volumes: [0, 1].</summary>
    public static StoredValues Unit { get; } = new(1.0 / ushort.MaxValue, 0);

    /// <summary>The nearest stored numbers, clipped to what 16 bits hold.</summary>
    public ushort[] Quantize(float[] values)
    {
        var (scale, offset) = this;
        return Array.ConvertAll(values, value => (ushort)Math.Clamp(Math.Round((value - offset) / scale), 0, ushort.MaxValue));
    }

    /// <summary>The values of a stored image.</summary>
    public GrayImage Restore(SampleImage stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var (scale, offset) = this;
        return new GrayImage(stored.Width, stored.Height, Array.ConvertAll(stored.Pixels, number => (float)((number * scale) + offset)));
    }

    /// <summary>Clips values to those that can be stored, as <see cref="Quantize"/> does.</summary>
    public void Clip(Span<float> values)
    {
        var (low, high) = ((float)Offset, (float)((ushort.MaxValue * Scale) + Offset));
        foreach (ref var value in values)
        {
            value = Math.Clamp(value, low, high);
        }
    }
}
