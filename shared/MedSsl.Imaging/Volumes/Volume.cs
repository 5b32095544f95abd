namespace MedSsl.Imaging.Volumes;

/// <summary>A grey volume of 32-bit floats, plane by plane and row by row; what the values mean is the caller's business.</summary>
public sealed class Volume
{
    /// <summary>Most voxels of a volume: 2^27, half a gigabyte.</summary>
    public const int MaxVoxels = 1 << 27;

    /// <summary>A volume of one value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has no voxel, or more than <see cref="MaxVoxels"/>.</exception>
    public Volume(VolumeGeometry geometry, float value = 0)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (geometry.Depth < 1 || geometry.Height < 1 || geometry.Width < 1 || geometry.Voxels > MaxVoxels)
        {
            throw new ArgumentOutOfRangeException(
                nameof(geometry), $"{geometry.Depth} x {geometry.Height} x {geometry.Width}", $"A volume has 1 to {MaxVoxels} voxels.");
        }

        Geometry = geometry;
        Outside = value;
        Voxels = new float[geometry.Voxels];
        Voxels.AsSpan().Fill(value);
    }

    /// <summary>Size and place.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>The value it was filled with: what is where no slice is.</summary>
    public float Outside { get; }

    /// <summary>The values; shared, not copied.</summary>
    public float[] Voxels { get; } // [D, H, W]

    /// <summary>A plane as a view on <see cref="Voxels"/>.</summary>
    public Span<float> Plane(int depth)
    {
        var size = Geometry.Height * Geometry.Width;
        return Voxels.AsSpan(depth * size, size);
    }
}
