namespace MedSsl.Imaging.Volumes;

/// <summary>Size of a volume and its place in the patient. The axes are unit vectors, perpendicular to each other.</summary>
public sealed record VolumeGeometry
{
    /// <summary>Planes.</summary>
    public required int Depth { get; init; }

    /// <summary>Rows of a plane.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of a plane.</summary>
    public required int Width { get; init; }

    /// <summary>Centre of the first voxel, mm.</summary>
    public required PatientVector Origin { get; init; }

    /// <summary>Direction of growing plane number.</summary>
    public required PatientVector DepthAxis { get; init; }

    /// <summary>Direction of growing row number.</summary>
    public required PatientVector HeightAxis { get; init; }

    /// <summary>Direction of growing column number.</summary>
    public required PatientVector WidthAxis { get; init; }

    /// <summary>Distance of planes, mm.</summary>
    public required double DepthSpacing { get; init; }

    /// <summary>Distance of rows, mm.</summary>
    public required double HeightSpacing { get; init; }

    /// <summary>Distance of columns, mm.</summary>
    public required double WidthSpacing { get; init; }

    /// <summary>Number of voxels.</summary>
    public long Voxels => (long)Depth * Height * Width;

    /// <summary>Where a voxel lies, mm; indices count from 0 and may be fractions.</summary>
    public PatientVector PositionOf(double depth, double height, double width) =>
        Origin + (DepthAxis * (depth * DepthSpacing)) + (HeightAxis * (height * HeightSpacing)) + (WidthAxis * (width * WidthSpacing));

    /// <summary>The geometry of <paramref name="box"/>, divided into that many voxels.</summary>
    public VolumeGeometry Resampled(VolumeBox box, int depth, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(box);
        var (stepD, stepH, stepW) = (box.Depth / depth, box.Height / height, box.Width / width);

        // Voxel i of an axis covers [i, i + 1) of a box, so that its centre lies at i + 0.5: half-pixel convention, as in Resampling.
        return this with
        {
            Depth = depth,
            Height = height,
            Width = width,
            Origin = PositionOf(box.Z + (stepD / 2) - 0.5, box.Y + (stepH / 2) - 0.5, box.X + (stepW / 2) - 0.5),
            DepthSpacing = DepthSpacing * stepD,
            HeightSpacing = HeightSpacing * stepH,
            WidthSpacing = WidthSpacing * stepW,
        };
    }
}
