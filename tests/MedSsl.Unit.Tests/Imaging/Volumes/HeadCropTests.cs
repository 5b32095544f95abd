using MedSsl.Imaging.Volumes;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Volumes;

public sealed class HeadCropTests
{
    private static readonly PatientVector Brain = new(65, 80, 55);

    /// <summary>Scalp (40 HU) around bone (1000 HU, 8 mm) around brain (35 HU), a head rest of 50 HU below, air elsewhere; voxels of 1 x 1 x 4 mm.</summary>
    private static Volume Head(float brainValue = 35)
    {
        var volume = new Volume(new VolumeGeometry
        {
            Depth = 40, Height = 230, Width = 200, Origin = default,
            DepthAxis = new(0, 0, 1), HeightAxis = new(0, 1, 0), WidthAxis = new(1, 0, 0), DepthSpacing = 4, HeightSpacing = 1, WidthSpacing = 1,
        });
        var centre = new PatientVector(100, 100, 80);
        for (var d = 0; d < 40; d++)
        {
            for (var h = 0; h < 230; h++)
            {
                for (var w = 0; w < 200; w++)
                {
                    var from = new PatientVector(w, h, d * 4) - centre;
                    volume.Plane(d)[(h * 200) + w] = Inside(from, 0) ? brainValue : Inside(from, 8) ? 1000 : Inside(from, 14) ? 40 : h > 210 ? 50 : -1000;
                }
            }
        }

        return volume;

        static bool Inside(PatientVector from, double grown) =>
            Square(from.X / (Brain.X + grown)) + Square(from.Y / (Brain.Y + grown)) + Square(from.Z / (Brain.Z + grown)) <= 1;

        static double Square(double value) => value * value;
    }

    [Fact]
    public void Find_brain_without_scalp_bone_and_head_rest()
    {
        var box = HeadCrop.Find(Head());
        Assert.NotNull(box);

        // The coarse voxels of 2.5 mm (4 mm along the body) bound the error: one on each side.
        Assert.InRange(box.X, 100 - Brain.X - 3, 100 - Brain.X + 3);
        Assert.InRange(box.X + box.Width, 100 + Brain.X - 3, 100 + Brain.X + 3);
        Assert.InRange(box.Y, 100 - Brain.Y - 3, 100 - Brain.Y + 3);
        Assert.InRange(box.Y + box.Height, 100 + Brain.Y - 3, 100 + Brain.Y + 3);
        Assert.InRange(box.Z * 4, 80 - Brain.Z - 5, 80 - Brain.Z + 5);
        Assert.InRange((box.Z + box.Depth) * 4, 80 + Brain.Z - 5, 80 + Brain.Z + 5);
    }

    [Fact]
    public void Find_nothing_of_the_size_of_a_brain_gives_null()
    {
        Assert.Null(HeadCrop.Find(new Volume(Head().Geometry, -1000)));
        Assert.Null(HeadCrop.Find(new Volume(Head().Geometry with { Depth = 1, Height = 1, Width = 1 }, 35)));
    }

    [Fact]
    public void Find_is_deterministic() => Assert.Equal(HeadCrop.Find(Head()), HeadCrop.Find(Head()));
}
