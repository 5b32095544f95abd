namespace MedSsl.Imaging.Volumes;

/// <summary>
/// Where each slice of a checked stack goes. Slices of a tilted gantry are moved in their plane onto one straight pile (shear, linear between pixels);
/// then axes are exchanged and turned round, without interpolation, until planes are as axial as they can be: columns grow to the patient's left, rows
/// to the back, planes to the head. What angle remains then is kept. Slices at uneven distances are interpolated, linearly between neighbours, to planes
/// as far apart as the closest two. A slice is written once, straight to its places: no second volume is needed.
/// </summary>
public sealed class StackPlan
{
    // Displacements below this are rounding of the positions, not tilt.
    private const double StraightPixels = 0.05;
    private const double WholePixel = 1e-3;

    private readonly int[] order;
    private readonly (double Right, double Down)[] shifts; // pixels, by place in the stack
    private readonly (int Plane, float Weight)[][] shares; // of a slice in the planes, by place in the stack
    private readonly StackAxis right;
    private readonly StackAxis down;
    private readonly StackAxis along;

    private StackPlan(
        VolumeGeometry geometry, int[] order, (double Right, double Down)[] shifts, (int Plane, float Weight)[][] shares, StackAxis right, StackAxis down, StackAxis along)
    {
        Geometry = geometry;
        this.order = order;
        this.shifts = shifts;
        this.shares = shares;
        (this.right, this.down, this.along) = (right, down, along);
    }

    /// <summary>Size and place of the axial volume.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>Indices of the slices as they lie in space, along the normal of their planes.</summary>
    public IReadOnlyList<int> Order => order;

    /// <summary>Whether slices are moved in their plane (gantry tilt).</summary>
    public bool IsSheared => Array.Exists(shifts, shift => shift != (0, 0));

    /// <summary>Whether planes are computed from the slices on both sides of them, for slices are not evenly spaced.</summary>
    public bool IsInterpolated => Array.Exists(shares, share => share is not [(_, 1)]);

    internal static StackPlan Create(SlicePlane first, StackFrame frame, int[] order, List<StackOffset> offsets, bool isEven)
    {
        var rights = Shifts(offsets.ConvertAll(offset => offset.Right / first.ColumnSpacing), out var moreColumns);
        var downs = Shifts(offsets.ConvertAll(offset => offset.Down / first.RowSpacing), out var moreRows);
        var length = offsets[^1].Along - offsets[0].Along;
        var planes = isEven ? offsets.Count : 1 + (int)Math.Round(length / offsets.Zip(offsets.Skip(1), (lower, upper) => upper.Along - lower.Along).Min());
        var spacing = length / (planes - 1);

        // The first slice begins at the frame's origin and lies shifts[0] inside the volume.
        var origin = frame.Origin - (frame.Right * (rights[0] * first.ColumnSpacing)) - (frame.Down * (downs[0] * first.RowSpacing));
        var axes = AxialOrder(
            (frame.Right, first.Columns + moreColumns, first.ColumnSpacing), (frame.Down, first.Rows + moreRows, first.RowSpacing), (frame.Normal, planes, spacing), ref origin);
        var (right, down, along) = (axes.Stack[0], axes.Stack[1], axes.Stack[2]);
        var shares = isEven
            ? [.. Enumerable.Range(0, planes).Select(plane => new[] { (plane, 1f) })]
            : Shares([.. offsets.Select(offset => (offset.Along - offsets[0].Along) / spacing)], planes);
        return new StackPlan(axes.Geometry with { Origin = origin }, order, [.. rights.Zip(downs)], shares, right, down, along);
    }

    /// <summary>How much of each slice goes into which planes: a plane at p is made of the slices on both sides of it, by its distance from them.</summary>
    /// <param name="positions">Of the slices, in planes; ascending, from the first plane to the last.</param>
    /// <param name="planes">Number of planes.</param>
    private static (int Plane, float Weight)[][] Shares(double[] positions, int planes)
    {
        var shares = Array.ConvertAll(positions, _ => new List<(int, float)>());
        var lower = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            while (lower < positions.Length - 2 && positions[lower + 1] <= plane)
            {
                lower++;
            }

            var upperShare = Math.Clamp((plane - positions[lower]) / (positions[lower + 1] - positions[lower]), 0, 1);
            foreach (var (slice, share) in ((int, double)[])[(lower, 1 - upperShare), (lower + 1, upperShare)])
            {
                if (share > 0)
                {
                    shares[slice].Add((plane, (float)share));
                }
            }
        }

        return Array.ConvertAll(shares, share => share.ToArray());
    }

    /// <summary>Writes the pixels of slice <paramref name="index"/> (as numbered when the plan was made) to their place.</summary>
    /// <param name="volume">A volume of <see cref="Geometry"/>, filled with what lies outside of every slice.</param>
    /// <param name="index">Number of the slice.</param>
    /// <param name="slice">Its pixels.</param>
    public void Place(Volume volume, int index, GrayImage slice)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(slice);
        var place = Array.IndexOf(order, index);
        ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(index));
        foreach (var (plane, weight) in shares[place])
        {
            Place(volume, along.Place(plane), weight, shifts[place], slice);
        }
    }

    private void Place(Volume volume, int start, float weight, (double Right, double Down) shift, GrayImage slice)
    {
        var (wholeRight, fractionRight) = Split(shift.Right);
        var (wholeDown, fractionDown) = Split(shift.Down);
        var outside = volume.Outside;
        var (lastRow, lastColumn) = (slice.Height + (fractionDown > 0 ? 1 : 0), slice.Width + (fractionRight > 0 ? 1 : 0));
        for (var y = 0; y < lastRow; y++)
        {
            for (var x = 0; x < lastColumn; x++)
            {
                var value = fractionRight == 0 && fractionDown == 0 ? slice.Row(y)[x] : Between(slice, x, y, fractionRight, fractionDown, outside);

                // What the slices of a plane do not cover stays outside: each adds its share of the difference.
                ref var voxel = ref volume.Voxels[start + down.Place(y + wholeDown) + right.Place(x + wholeRight)];
                voxel = weight == 1 ? value : voxel + (weight * (value - outside));
            }
        }
    }

    /// <summary>The value at (x - right, y - down), linear between pixels; beyond the slice lies <paramref name="outside"/>.</summary>
    private static float Between(GrayImage slice, int x, int y, double right, double down, float outside)
    {
        return (float)((((1 - down) * Along(y)) + (down * (down > 0 ? Along(y - 1) : 0))));

        double Along(int row) => ((1 - right) * At(x, row)) + (right * (right > 0 ? At(x - 1, row) : 0));

        float At(int column, int row) => column >= 0 && row >= 0 && column < slice.Width && row < slice.Height ? slice.Row(row)[column] : outside;
    }

    private static (int Whole, double Fraction) Split(double shift)
    {
        var whole = (int)Math.Floor(shift + WholePixel);
        var fraction = shift - whole;
        return (whole, fraction < WholePixel ? 0 : fraction);
    }

    /// <summary>Displacements of slices in pixels, none negative; and by how much the volume is larger than a slice.</summary>
    private static double[] Shifts(List<double> offsets, out int more)
    {
        var lowest = offsets.Min();
        var range = offsets.Max() - lowest;
        more = range < StraightPixels ? 0 : (int)Math.Ceiling(range - WholePixel);
        return [.. offsets.Select(offset => range < StraightPixels ? 0 : offset - lowest)];
    }

    private static (VolumeGeometry Geometry, StackAxis[] Stack) AxialOrder(
        (PatientVector Axis, int Count, double Spacing) right, (PatientVector Axis, int Count, double Spacing) down, (PatientVector Axis, int Count, double Spacing) along, ref PatientVector origin)
    {
        var stack = new[] { right, down, along };

        // best[t]: which axis of the stack becomes target t (0 width, 1 height, 2 depth). In a tie the order of the stack wins.
        int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        var best = permutations.MaxBy(p => Math.Abs(stack[p[0]].Axis.X) + Math.Abs(stack[p[1]].Axis.Y) + Math.Abs(stack[p[2]].Axis.Z))!;
        var axes = new PatientVector[3];
        var result = new StackAxis[3];
        var stride = 1;
        for (var target = 0; target < 3; target++)
        {
            var (axis, count, spacing) = stack[best[target]];
            var isTurned = (target switch { 0 => axis.X, 1 => axis.Y, _ => axis.Z }) < 0;
            result[best[target]] = new StackAxis(isTurned ? (count - 1) * stride : 0, isTurned ? -stride : stride);
            origin += isTurned ? axis * ((count - 1) * spacing) : default;
            axes[target] = isTurned ? axis * -1 : axis;
            stride = (int)Math.Min((long)stride * count, int.MaxValue); // too large a volume is refused before it is used
        }

        return (new VolumeGeometry
        {
            Depth = stack[best[2]].Count,
            Height = stack[best[1]].Count,
            Width = stack[best[0]].Count,
            Origin = origin,
            DepthAxis = axes[2],
            HeightAxis = axes[1],
            WidthAxis = axes[0],
            DepthSpacing = stack[best[2]].Spacing,
            HeightSpacing = stack[best[1]].Spacing,
            WidthSpacing = stack[best[0]].Spacing,
        }, result);
    }

    /// <summary>How an index along an axis of the stack becomes a place in the voxels.</summary>
    private readonly record struct StackAxis(int Start, int Stride)
    {
        public int Place(int index) => Start + (index * Stride);
    }
}
