using System.Diagnostics.CodeAnalysis;

namespace MedSsl.Imaging.Volumes;

/// <summary>
/// Checks that the slices of a series are parallel, alike and without gaps, and plans where each goes in an axial volume. Geometry only: no pixel is
/// needed to refuse a series. The order in which slices come does not matter.
/// </summary>
public static class SliceStack
{
    /// <summary>Fewest slices that have a spacing.</summary>
    public const int FewestSlices = 2;

    // Direction cosines are written with four digits or more.
    private const double DirectionTolerance = 1e-3;
    private const double UnitTolerance = 1e-2;
    private const double PixelSpacingTolerance = 1e-3;

    // Positions are decimal strings, often with one digit behind the point: an eighth of a millimetre in 2.5 mm slices.
    private const double SpacingTolerance = 0.05;
    private const double SamePosition = 0.01;
    private const double WholeMultiple = 0.1;

    // Heads are scanned in thin slices at the base and thick ones above it, up to 1 : 2.5. What is further apart is not one acquisition.
    private const double MostUneven = 3;
    private const double Abutting = 1.25; // distance over thickness of slices that leave nothing out

    /// <summary>Plans the volume of a stack, or says why there is none.</summary>
    /// <param name="slices">The slices in any order.</param>
    /// <param name="plan">Where each slice goes.</param>
    /// <param name="problem">Why the series was refused.</param>
    public static bool TryPlan(IReadOnlyList<SlicePlane> slices, [NotNullWhen(true)] out StackPlan? plan, [NotNullWhen(false)] out VolumeProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(slices);
        plan = null;
        problem = slices.Count < FewestSlices
            ? new VolumeProblem(VolumeReasons.TooFewSlices, $"A volume needs {FewestSlices} slices or more; {slices.Count} are there.")
            : slices.Select(ProblemOf).FirstOrDefault(found => found is not null)
              ?? slices.Select(slice => Difference(slices[0], slice)).FirstOrDefault(found => found is not null);
        if (problem is not null)
        {
            return false;
        }

        var order = Order(slices, slices[0]);
        var frame = StackFrame.Of(slices[order[0]]); // not of the slice that came first: the plan must not depend on arrival
        var offsets = order.Select(index => frame.OffsetOf(slices[index].Position)).ToList();
        var isEven = IsEven(offsets);
        problem = SpacingProblem(offsets, order.Select(index => slices[index].Thickness).ToList(), isEven) ?? TiltProblem(offsets);
        if (problem is null)
        {
            plan = StackPlan.Create(slices[order[0]], frame, order, offsets, isEven);
            problem = plan.Geometry.Voxels <= Volume.MaxVoxels
                ? null
                : new VolumeProblem(VolumeReasons.TooLarge, $"The volume has {plan.Geometry.Voxels} voxels; at most {Volume.MaxVoxels} are held in memory.");
        }

        plan = problem is null ? plan : null;
        return plan is not null;
    }

    private static int[] Order(IReadOnlyList<SlicePlane> slices, SlicePlane any)
    {
        var normal = StackFrame.Of(any).Normal;
        return [.. Enumerable.Range(0, slices.Count).OrderBy(index => slices[index].Position.Dot(normal))];
    }

    private static VolumeProblem? ProblemOf(SlicePlane slice)
    {
        if (!(Math.Abs(slice.RowDirection.Length - 1) <= UnitTolerance && Math.Abs(slice.ColumnDirection.Length - 1) <= UnitTolerance
            && Math.Abs(slice.RowDirection.Dot(slice.ColumnDirection)) <= UnitTolerance))
        {
            return new VolumeProblem(
                VolumeReasons.InvalidOrientation, $"Direction cosines must be two perpendicular unit vectors; found {slice.RowDirection} and {slice.ColumnDirection}.");
        }

        if (!(slice.RowSpacing > 0 && slice.ColumnSpacing > 0 && double.IsFinite(slice.RowSpacing + slice.ColumnSpacing)))
        {
            return new VolumeProblem(VolumeReasons.InvalidPixelSpacing, FormattableString.Invariant($"Pixel spacing must be above 0; found {slice.RowSpacing} and {slice.ColumnSpacing} mm."));
        }

        if (slice.SpacingBetweenSlices <= 0)
        {
            return new VolumeProblem(VolumeReasons.InvalidSliceSpacing, FormattableString.Invariant($"Spacing between slices must be above 0; found {slice.SpacingBetweenSlices} mm."));
        }

        return double.IsFinite(slice.Position.Length) && slice is { Rows: > 0, Columns: > 0 }
            ? null
            : new VolumeProblem(VolumeReasons.NoGeometry, $"A slice of {slice.Columns} x {slice.Rows} pixels at {slice.Position} has no place in a volume.");
    }

    private static VolumeProblem? Difference(SlicePlane first, SlicePlane slice)
    {
        if ((slice.Rows, slice.Columns) != (first.Rows, first.Columns))
        {
            return new VolumeProblem(VolumeReasons.InconsistentSize, $"All slices must have one size; found {first.Columns} x {first.Rows} and {slice.Columns} x {slice.Rows} pixels.");
        }

        if (Math.Abs(slice.RowSpacing - first.RowSpacing) > PixelSpacingTolerance * first.RowSpacing
            || Math.Abs(slice.ColumnSpacing - first.ColumnSpacing) > PixelSpacingTolerance * first.ColumnSpacing)
        {
            return new VolumeProblem(
                VolumeReasons.InconsistentPixelSpacing,
                FormattableString.Invariant($"All slices must have one pixel spacing; found {first.RowSpacing} x {first.ColumnSpacing} and {slice.RowSpacing} x {slice.ColumnSpacing} mm."));
        }

        if (Differ(slice.RowDirection, first.RowDirection) || Differ(slice.ColumnDirection, first.ColumnDirection))
        {
            return new VolumeProblem(
                VolumeReasons.InconsistentOrientation,
                $"All slices must be parallel; found {first.RowDirection}, {first.ColumnDirection} and {slice.RowDirection}, {slice.ColumnDirection}.");
        }

        return slice.FrameOfReferenceUid == first.FrameOfReferenceUid
            ? null
            : new VolumeProblem(VolumeReasons.InconsistentFrameOfReference, "All slices must lie in one frame of reference; two were found.");
    }

    private static bool Differ(PatientVector a, PatientVector b) =>
        Math.Max(Math.Abs(a.X - b.X), Math.Max(Math.Abs(a.Y - b.Y), Math.Abs(a.Z - b.Z))) > DirectionTolerance;

    private static List<double> Distances(List<StackOffset> offsets) => [.. offsets.Zip(offsets.Skip(1), (lower, upper) => upper.Along - lower.Along)];

    private static bool IsEven(List<StackOffset> offsets)
    {
        var mean = (offsets[^1].Along - offsets[0].Along) / (offsets.Count - 1);
        return Distances(offsets).All(distance => Math.Abs(distance - mean) <= SpacingTolerance * mean);
    }

    private static VolumeProblem? SpacingProblem(List<StackOffset> offsets, List<double?> thicknesses, bool isEven)
    {
        var distances = Distances(offsets);
        var (smallest, largest) = (distances.Min(), distances.Max());
        if (smallest < SamePosition)
        {
            return new VolumeProblem(VolumeReasons.DuplicatePosition, FormattableString.Invariant($"Two slices lie {smallest:0.###} mm apart, at one place; each place must be there once."));
        }

        if (isEven)
        {
            return null;
        }

        var found = FormattableString.Invariant($"the distances of slices run from {smallest:0.###} to {largest:0.###} mm");
        var isAbutting = distances.Index().All(pair => pair.Item <= Abutting * Math.Max(thicknesses[pair.Index] ?? 0, thicknesses[pair.Index + 1] ?? 0));
        if (!isAbutting && largest > 1.5 * smallest && distances.All(distance => Math.Abs((distance / smallest) - Math.Round(distance / smallest)) <= WholeMultiple))
        {
            return new VolumeProblem(VolumeReasons.Gap, $"No slice may be missing; {found}, in whole multiples that are larger than the slices are thick.");
        }

        return largest <= MostUneven * smallest
            ? null
            : new VolumeProblem(VolumeReasons.UnevenSpacing, FormattableString.Invariant($"The largest distance of slices may be {MostUneven} times the smallest; {found}."));
    }

    private static VolumeProblem? TiltProblem(List<StackOffset> offsets)
    {
        // A gantry tilts by 30 degrees at most; beyond 45 the stack is not one that a scanner makes.
        var steepest = offsets.Zip(offsets.Skip(1), (lower, upper) => Math.Sqrt(Square(upper.Right - lower.Right) + Square(upper.Down - lower.Down)) / (upper.Along - lower.Along)).Max();
        return steepest <= 1
            ? null
            : new VolumeProblem(
                VolumeReasons.TiltTooSteep,
                FormattableString.Invariant($"Slices must be displaced along their normal within 45 degrees (gantry tilt); found {Math.Atan(steepest) * 180 / Math.PI:0.#} degrees."));

        static double Square(double value) => value * value;
    }
}
