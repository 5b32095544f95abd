using MedSsl.Imaging;
using MedSsl.Imaging.Volumes;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Volumes;

public sealed class SliceStackTests
{
    /// <summary>Of the true size of the ellipsoid: slices of 2.5 mm through radii of 25 to 40 mm.</summary>
    private const double SizeTolerance = 0.01;

    public static TheoryData<string> Stacks => ["axial", "sagittal", "coronal", "tilt 18.5", "tilt -22", "feet first", "slices downwards"];

    [Theory]
    [MemberData(nameof(Stacks))]
    public void TryPlan_ellipsoid_comes_back_at_its_place_and_size(string kind)
    {
        var stack = Stack(kind);
        var volume = stack.Build(stack.Planes());
        var geometry = volume.Geometry;

        var (size, centroid) = EllipsoidStack.Measure(volume);
        Assert.InRange(size / EllipsoidStack.TrueVolume, 1 - SizeTolerance, 1 + SizeTolerance);
        var away = centroid - EllipsoidStack.Centre;
        Assert.InRange(Math.Abs(away.Dot(geometry.WidthAxis)) / geometry.WidthSpacing, 0, 0.5);
        Assert.InRange(Math.Abs(away.Dot(geometry.HeightAxis)) / geometry.HeightSpacing, 0, 0.5);
        Assert.InRange(Math.Abs(away.Dot(geometry.DepthAxis)) / geometry.DepthSpacing, 0, 0.5);

        // Axial: left, back and head, up to the tilt, and right-handed.
        Assert.True(geometry.WidthAxis.X > 0.9 && geometry.HeightAxis.Y > 0.9 && geometry.DepthAxis.Z > 0.9);
        Assert.InRange(geometry.WidthAxis.Cross(geometry.HeightAxis).Dot(geometry.DepthAxis), 0.999999, 1.000001);
    }

    [Fact]
    public void TryPlan_sagittal_stack_gives_its_columns_rows_and_slices_their_axial_places()
    {
        var stack = EllipsoidStack.Sagittal;
        Assert.True(SliceStack.TryPlan(stack.Planes(), out var plan, out _));

        // [D, H, W]: rows run to the back, columns to the feet, slices to the left.
        Assert.Equal((stack.Rows, stack.Columns, stack.Slices), (plan.Geometry.Depth, plan.Geometry.Height, plan.Geometry.Width));
        Assert.Equal((2.0, 1.8, 2.5), (plan.Geometry.DepthSpacing, plan.Geometry.HeightSpacing, Math.Round(plan.Geometry.WidthSpacing, 9)));
        Assert.False(plan.IsSheared);

        // Without shear pixels are moved, not computed: each is at the place the file says.
        var volume = stack.Build(stack.Planes());
        var slice = stack.Pixels(stack.Plane(13));
        Assert.Equal(slice.Row(5)[31], volume.Plane(stack.Rows - 1 - 5)[(31 * stack.Slices) + 13]);
    }

    [Fact]
    public void TryPlan_tilted_stack_is_sheared_by_its_angle_onto_a_wider_field()
    {
        var stack = EllipsoidStack.Tilted(18.5);
        Assert.True(SliceStack.TryPlan(stack.Planes(), out var plan, out _));

        var (sin, cos) = Math.SinCos(18.5 * Math.PI / 180);
        Assert.True(plan.IsSheared);
        Assert.Equal(2.5 * cos, plan.Geometry.DepthSpacing, 1e-9);
        Assert.Equal(stack.Rows + (int)Math.Ceiling(39 * 2.5 * sin / stack.RowSpacing), plan.Geometry.Height);
        Assert.Equal(stack.Columns, plan.Geometry.Width);
    }

    [Fact]
    public void TryPlan_rounded_positions_are_no_tilt_and_no_uneven_spacing()
    {
        var stack = EllipsoidStack.Axial;
        var planes = stack.Planes().Select(plane => plane with { Position = new(Round(plane.Position.X), Round(plane.Position.Y), Round(plane.Position.Z)) }).ToList();

        Assert.True(SliceStack.TryPlan(planes, out var plan, out _));
        Assert.False(plan.IsSheared);

        static double Round(double value) => Math.Round(value, 1);
    }

    [Theory]
    [InlineData("axial")]
    [InlineData("tilt 18.5")]
    public void TryPlan_order_of_arrival_changes_nothing(string kind)
    {
        var stack = Stack(kind);
        var planes = stack.Planes();
        var shuffled = planes.ToArray();
        new Random(5).Shuffle(shuffled);

        var expected = stack.Build(planes);
        var actual = stack.Build(shuffled);
        Assert.Equal(expected.Geometry, actual.Geometry);
        Assert.Equal(expected.Voxels, actual.Voxels);
        Assert.Equal(expected.Voxels, stack.Build(planes).Voxels);
    }

    [Fact]
    public void TryPlan_two_slices_make_a_volume_and_one_does_not()
    {
        var stack = EllipsoidStack.Axial with { Slices = 2 };
        Assert.True(SliceStack.TryPlan(stack.Planes(), out var plan, out _));
        Assert.Equal((2, 2.5), (plan.Geometry.Depth, Math.Round(plan.Geometry.DepthSpacing, 9)));

        Assert.Equal(VolumeReasons.TooFewSlices, Refuse([stack.Plane(0)]));
        Assert.Equal(VolumeReasons.TooFewSlices, Refuse([]));
    }

    [Theory]
    [InlineData("axial")]
    [InlineData("sagittal")]
    [InlineData("tilt 18.5")]
    [InlineData("slices downwards")]
    public void TryPlan_uneven_slices_are_interpolated_between_their_neighbours(string kind)
    {
        var stack = Stack(kind);
        var planes = stack.UnevenPlanes();
        Assert.True(SliceStack.TryPlan(planes, out var plan, out _));
        Assert.True(plan.IsInterpolated);
        var volume = stack.Build(planes);
        var (size, centroid) = EllipsoidStack.Measure(volume);
        Assert.InRange(size / EllipsoidStack.TrueVolume, 0.97, 1.03);
        Assert.InRange((centroid - EllipsoidStack.Centre).Length, 0, 1.5); // mm; slices of 2.5 and 4.25 mm

        var shuffled = planes.ToArray();
        new Random(5).Shuffle(shuffled);
        Assert.Equal(volume.Voxels, stack.Build(shuffled).Voxels);
    }

    [Fact]
    public void Place_planes_between_uneven_slices_are_linear_in_their_distance()
    {
        SlicePlane At(double z) => new()
        {
            Position = new(0, 0, z), RowDirection = new(1, 0, 0), ColumnDirection = new(0, 1, 0), RowSpacing = 1, ColumnSpacing = 1, Rows = 1, Columns = 2,
        };
        double[] places = [0, 2, 4, 7, 9.5]; // planes at 0, 1.9, 3.8, 5.7, 7.6, 9.5
        Assert.True(SliceStack.TryPlan([.. places.Select(At)], out var plan, out _));
        Assert.Equal((6, 1.9), (plan.Geometry.Depth, Math.Round(plan.Geometry.DepthSpacing, 9)));
        var volume = new Volume(plan.Geometry, -1000);
        for (var i = 0; i < places.Length; i++)
        {
            plan.Place(volume, i, new GrayImage(2, 1, [(float)places[i], (float)(100 - (3 * places[i]))])); // linear in z, so interpolation is exact
        }

        for (var plane = 0; plane < 6; plane++)
        {
            Assert.Equal(1.9 * plane, volume.Plane(plane)[0], 1e-3);
            Assert.Equal(100 - (3 * 1.9 * plane), volume.Plane(plane)[1], 1e-3);
        }
    }

    [Fact]
    public void TryPlan_slices_as_thick_as_their_distance_leave_no_gap()
    {
        List<SlicePlane> planes = [.. Enumerable.Range(0, 10).Select(slice => EllipsoidStack.Axial.Plane(slice)), .. Enumerable.Range(0, 8).Select(slice => EllipsoidStack.Axial.Plane(11 + (2 * slice)))];
        Assert.Equal(VolumeReasons.Gap, Refuse(planes)); // 2.5 and 5 mm: slices may be missing
        Assert.Equal(VolumeReasons.Gap, Refuse([.. planes.Select(plane => plane with { Thickness = 2.5 })]));
        Assert.True(SliceStack.TryPlan([.. planes.Select((plane, i) => plane with { Thickness = i < 10 ? 2.5 : 5 })], out var plan, out _));
        Assert.Equal(26, plan.Geometry.Depth);
    }

    [Fact]
    public void TryPlan_slice_missing_or_displaced_or_twice_is_refused_by_its_name()
    {
        var stack = EllipsoidStack.Axial;
        Assert.Equal(VolumeReasons.Gap, Refuse([.. stack.Planes().Where((_, i) => i != 17)]));
        Assert.Equal(VolumeReasons.Gap, Refuse([.. stack.Planes().Where((_, i) => i is not (17 or 18 or 30))]));
        Assert.Equal(VolumeReasons.UnevenSpacing, Refuse([.. stack.Planes().Select((plane, i) => i == 39 ? stack.Plane(41.6) : plane)]));
        Assert.Equal(VolumeReasons.DuplicatePosition, Refuse([.. stack.Planes(), stack.Plane(20)]));
        Assert.Equal(VolumeReasons.DuplicatePosition, Refuse([stack.Plane(3), stack.Plane(3)]));
    }

    public static TheoryData<string, SlicePlane> Odd => new()
    {
        { VolumeReasons.InconsistentSize, EllipsoidStack.Axial.Plane(9) with { Rows = 63 } },
        { VolumeReasons.InconsistentPixelSpacing, EllipsoidStack.Axial.Plane(9) with { ColumnSpacing = 1.81 } },
        { VolumeReasons.InconsistentOrientation, EllipsoidStack.Axial.Plane(9) with { ColumnDirection = new(0, Math.Cos(0.01), Math.Sin(0.01)) } },
        { VolumeReasons.InconsistentFrameOfReference, EllipsoidStack.Axial.Plane(9) with { FrameOfReferenceUid = "1.2" } },
        { VolumeReasons.InvalidOrientation, EllipsoidStack.Axial.Plane(9) with { ColumnDirection = new(1, 0, 0) } },
        { VolumeReasons.InvalidOrientation, EllipsoidStack.Axial.Plane(9) with { RowDirection = default } },
        { VolumeReasons.InvalidOrientation, EllipsoidStack.Axial.Plane(9) with { RowDirection = new(double.NaN, 0, 0) } },
        { VolumeReasons.InvalidPixelSpacing, EllipsoidStack.Axial.Plane(9) with { RowSpacing = 0 } },
        { VolumeReasons.InvalidPixelSpacing, EllipsoidStack.Axial.Plane(9) with { ColumnSpacing = -1.8 } },
        { VolumeReasons.InvalidPixelSpacing, EllipsoidStack.Axial.Plane(9) with { ColumnSpacing = double.NaN } },
        { VolumeReasons.InvalidSliceSpacing, EllipsoidStack.Axial.Plane(9) with { SpacingBetweenSlices = -2.5 } },
        { VolumeReasons.InvalidSliceSpacing, EllipsoidStack.Axial.Plane(9) with { SpacingBetweenSlices = 0 } },
        { VolumeReasons.NoGeometry, EllipsoidStack.Axial.Plane(9) with { Position = new(0, double.PositiveInfinity, 0) } },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void TryPlan_one_slice_unlike_the_others_is_refused_by_its_name(string code, SlicePlane odd)
    {
        foreach (var at in (int[])[0, 9, 39])
        {
            Assert.Equal(code, Refuse([.. EllipsoidStack.Axial.Planes().Select((plane, i) => i == at ? odd : plane)]));
        }
    }

    [Fact]
    public void TryPlan_steeper_than_45_degrees_or_larger_than_memory_is_refused()
    {
        Assert.True(SliceStack.TryPlan(EllipsoidStack.Tilted(44.9).Planes(), out _, out _));
        Assert.Equal(VolumeReasons.TiltTooSteep, Refuse(EllipsoidStack.Tilted(45.1).Planes()));
        Assert.Equal(VolumeReasons.TooLarge, Refuse((EllipsoidStack.Axial with { Rows = 2048, Columns = 2048 }).Planes()));
        Assert.Equal(VolumeReasons.TooLarge, Refuse((EllipsoidStack.Axial with { Rows = 65535, Columns = 65535 }).Planes()));
    }

    [Fact]
    public void Place_half_a_pixel_of_shear_is_linear_between_pixels_and_leaves_the_outside_alone()
    {
        SlicePlane At(double y, double z) => new()
        {
            Position = new(0, y, z), RowDirection = new(1, 0, 0), ColumnDirection = new(0, 1, 0), RowSpacing = 1, ColumnSpacing = 1, Rows = 2, Columns = 1,
        };
        Assert.True(SliceStack.TryPlan([At(0, 0), At(0.5, 1)], out var plan, out _));
        var volume = new Volume(plan.Geometry, -7);
        plan.Place(volume, 0, new GrayImage(1, 2, [10, 20]));
        plan.Place(volume, 1, new GrayImage(1, 2, [10, 20]));

        Assert.Equal([10f, 20f, -7f], volume.Plane(0).ToArray());
        Assert.Equal([1.5f, 15f, 6.5f], volume.Plane(1).ToArray());
    }

    private static EllipsoidStack Stack(string kind) => kind switch
    {
        "axial" => EllipsoidStack.Axial,
        "sagittal" => EllipsoidStack.Sagittal,
        "coronal" => EllipsoidStack.Coronal,
        "tilt 18.5" => EllipsoidStack.Tilted(18.5),
        "tilt -22" => EllipsoidStack.Tilted(-22),
        "feet first" => EllipsoidStack.Axial with { Right = new(-1, 0, 0), Down = new(0, -1, 0) },
        "slices downwards" => EllipsoidStack.Axial with { Step = new(0, 0, -2.5) },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Refuse(IReadOnlyList<SlicePlane> planes)
    {
        Assert.False(SliceStack.TryPlan(planes, out _, out var problem));
        Assert.NotEmpty(problem.Reason);
        return problem.Code;
    }
}
