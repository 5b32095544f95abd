using MedSsl.Dicom;
using MedSsl.Imaging;
using MedSsl.Imaging.Volumes;
using MedSsl.Normalization.Volumes;
using MedSsl.Unit.Tests.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization.Volumes;

/// <summary>Real files as a volume in its native size.</summary>
internal sealed class RealStack
{
    private readonly List<(SlicePlane Plane, GrayImage Slice)> slices = [];

    public RealStack(byte[][] files)
    {
        foreach (var dataset in files.Select(file => Files.Parse(file)))
        {
            Assert.True(FrameGeometry.TryRead(dataset, 0, out var plane, out var missing), missing?.Reason);
            var frame = Files.Decode(dataset);
            ModalityLut.Apply(dataset, frame.Values);
            slices.Add((plane, new GrayImage(frame.Columns, frame.Rows, frame.Values)));
        }

        Assert.True(SliceStack.TryPlan([.. slices.Select(slice => slice.Plane)], out var plan, out var problem), problem?.Reason);
        Plan = plan;
        Volume = new Volume(plan.Geometry, -1000);
        foreach (var index in plan.Order)
        {
            plan.Place(Volume, index, slices[index].Slice);
        }
    }

    public StackPlan Plan { get; }

    public Volume Volume { get; }

    /// <summary>Looks pixels up by the patient coordinates that their own file gives (PS3.3 C.7.6.2.1.1), without the plan.</summary>
    /// <param name="tolerance">Mean absolute difference allowed; 0 for exact equality.</param>
    public void AssertEveryPixelIsWhereItsFileSays(double tolerance)
    {
        var geometry = Plan.Geometry;
        double difference = 0, swapped = 0;
        var count = 0;
        foreach (var (plane, slice) in slices)
        {
            for (var y = 3; y < slice.Height - 3; y += 7)
            {
                for (var x = 3; x < slice.Width - 3; x += 7)
                {
                    var from = plane.Position + (plane.RowDirection * (x * plane.ColumnSpacing)) + (plane.ColumnDirection * (y * plane.RowSpacing)) - geometry.Origin;
                    var (d, h, w) = (from.Dot(geometry.DepthAxis) / geometry.DepthSpacing, from.Dot(geometry.HeightAxis) / geometry.HeightSpacing, from.Dot(geometry.WidthAxis) / geometry.WidthSpacing);
                    if (Plan.IsInterpolated && Math.Abs(d - Math.Round(d)) > 0.02)
                    {
                        continue; // this slice lies between two planes; the first and the last lie in one
                    }

                    Assert.InRange(Math.Abs(d - Math.Round(d)) + (tolerance == 0 ? Math.Abs(h - Math.Round(h)) + Math.Abs(w - Math.Round(w)) : 0), 0, 0.02);
                    var found = Volume.Plane((int)Math.Round(d))[((int)Math.Round(h) * geometry.Width) + (int)Math.Round(w)];
                    difference += Math.Abs(found - slice.Row(y)[x]);
                    swapped += Math.Abs(found - slice.Row(slice.Height - 1 - y)[x]);
                    count++;
                }
            }
        }

        Assert.InRange(difference / count, 0, tolerance);
        Assert.True(swapped > 2 * difference, "turned upside down it would fit as well: the check says nothing");
    }
}
