using MedSsl.Imaging;
using MedSsl.Imaging.Volumes;

namespace MedSsl.Unit.Tests.Imaging.Volumes;

/// <summary>An ellipsoid of value 1 in a patient of value 0, cut by slices whose geometry is known; pixels are averages of 3 x 3 points.</summary>
internal sealed record EllipsoidStack
{
    public static readonly PatientVector Centre = new(7.3, -11.6, 23.9);
    public static readonly PatientVector Radii = new(30, 40, 25);

    public required PatientVector Right { get; init; }
    public required PatientVector Down { get; init; }

    /// <summary>From one slice to the next: along the normal, or beside it where the gantry is tilted.</summary>
    public required PatientVector Step { get; init; }
    public int Slices { get; init; } = 40;
    public int Rows { get; init; } = 64;
    public int Columns { get; init; } = 60;
    public double RowSpacing { get; init; } = 2;
    public double ColumnSpacing { get; init; } = 1.8;

    public static double TrueVolume => 4.0 / 3 * Math.PI * Radii.X * Radii.Y * Radii.Z;

    public static EllipsoidStack Axial => new() { Right = new(1, 0, 0), Down = new(0, 1, 0), Step = new(0, 0, 2.5) };

    /// <summary>Rows run to the back and columns to the feet, slices from left to right.</summary>
    public static EllipsoidStack Sagittal => new() { Right = new(0, 1, 0), Down = new(0, 0, -1), Step = new(2.5, 0, 0) };

    public static EllipsoidStack Coronal => new() { Right = new(1, 0, 0), Down = new(0, 0, -1), Step = new(0, 2.5, 0) };

    /// <summary>Planes tilted about the left-right axis, the table moving straight on.</summary>
    public static EllipsoidStack Tilted(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return new() { Right = new(1, 0, 0), Down = new(0, cos, -sin), Step = new(0, 0, 2.5) };
    }

    public SlicePlane Plane(double slice)
    {
        var middle = Step * (slice - ((Slices - 1) / 2.0));
        return new SlicePlane
        {
            Position = Centre + new PatientVector(1.1, 0.7, -0.4) + middle - (Right * ((Columns - 1) / 2.0 * ColumnSpacing)) - (Down * ((Rows - 1) / 2.0 * RowSpacing)),
            RowDirection = Right,
            ColumnDirection = Down,
            RowSpacing = RowSpacing,
            ColumnSpacing = ColumnSpacing,
            Rows = Rows,
            Columns = Columns,
        };
    }

    /// <summary>Slices at every place of the base and every second or so above it, as heads are scanned.</summary>
    public List<SlicePlane> UnevenPlanes() => [.. Enumerable.Range(0, 18).Select(slice => Plane(slice)), .. Enumerable.Range(0, 13).Select(slice => Plane(18.7 + (1.7 * slice)))];

    public List<SlicePlane> Planes() => [.. Enumerable.Range(0, Slices).Select(slice => Plane(slice))];

    public GrayImage Pixels(SlicePlane plane) => TestImages.From(Columns, Rows, (x, y) =>
    {
        var inside = 0;
        for (var point = 0; point < 9; point++)
        {
            var at = plane.Position + (Right * ((x + ((point % 3) - 1) / 3.0) * ColumnSpacing)) + (Down * ((y + ((point / 3) - 1) / 3.0) * RowSpacing)) - Centre;
            inside += Square(at.X / Radii.X) + Square(at.Y / Radii.Y) + Square(at.Z / Radii.Z) <= 1 ? 1 : 0;
        }

        return inside / 9.0;
    });

    public Volume Build(IReadOnlyList<SlicePlane> planes)
    {
        if (!SliceStack.TryPlan(planes, out var plan, out var problem))
        {
            throw new InvalidDataException($"{problem.Code}: {problem.Reason}");
        }

        var volume = new Volume(plan.Geometry);
        foreach (var index in plan.Order)
        {
            plan.Place(volume, index, Pixels(planes[index]));
        }

        return volume;
    }

    /// <summary>Sum of the values in mm3, and their centroid in the patient.</summary>
    public static (double Size, PatientVector Centroid) Measure(Volume volume)
    {
        var geometry = volume.Geometry;
        double sum = 0;
        var centroid = default(PatientVector);
        for (var d = 0; d < geometry.Depth; d++)
        {
            for (var h = 0; h < geometry.Height; h++)
            {
                for (var w = 0; w < geometry.Width; w++)
                {
                    var value = volume.Plane(d)[(h * geometry.Width) + w];
                    sum += value;
                    centroid += geometry.PositionOf(d, h, w) * value;
                }
            }
        }

        return (sum * geometry.DepthSpacing * geometry.HeightSpacing * geometry.WidthSpacing, centroid * (1 / sum));
    }

    private static double Square(double value) => value * value;
}
