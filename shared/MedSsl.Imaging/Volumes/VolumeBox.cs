namespace MedSsl.Imaging.Volumes;

/// <summary>A part of a volume in voxels: voxel i of an axis covers [i, i + 1).</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Z">First plane.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Planes.</param>
public sealed record VolumeBox(double X, double Y, double Z, double Width, double Height, double Depth)
{
    /// <summary>All of a volume.</summary>
    public static VolumeBox Whole(VolumeGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return new VolumeBox(0, 0, 0, geometry.Width, geometry.Height, geometry.Depth);
    }
}
