using MedSsl.Imaging.Volumes;
using Xunit;

namespace MedSsl.Unit.Tests.Imaging.Volumes;

public sealed class VolumeResamplingTests
{
    private static VolumeGeometry Geometry(int depth, int height, int width) => new()
    {
        Depth = depth, Height = height, Width = width, Origin = new(-10, -20, -30),
        DepthAxis = new(0, 0, 1), HeightAxis = new(0, 1, 0), WidthAxis = new(1, 0, 0), DepthSpacing = 4, HeightSpacing = 1, WidthSpacing = 0.5,
    };

    private static Volume Volume(int depth, int height, int width, params float[] values)
    {
        var volume = new Volume(Geometry(depth, height, width));
        values.CopyTo(volume.Voxels, 0);
        return volume;
    }

    [Fact]
    public void Resample_halving_an_axis_averages_and_doubling_is_linear()
    {
        var half = VolumeResampling.Resample(Volume(4, 1, 1, 1, 3, 10, 30), new VolumeBox(0, 0, 0, 1, 1, 4), 2, 1, 1);
        Assert.Equal([2f, 20f], half.Voxels);

        // Centres at 0.25, 0.75, 1.25 and 1.75 of voxels whose centres are 0.5 and 1.5; the border is repeated.
        var doubled = VolumeResampling.Resample(Volume(2, 1, 1, 0, 8), new VolumeBox(0, 0, 0, 1, 1, 2), 4, 1, 1);
        Assert.Equal([0f, 2f, 6f, 8f], doubled.Voxels);
    }

    [Fact]
    public void Resample_window_55_200_clips_before_it_averages()
    {
        var volume = Volume(1, 1, 6, -1000, -45, 5, 55, 155, 3000);
        var range = VolumeIntensity.Range("CT", volume);
        Assert.Equal((-45.0, 155.0), range);

        Assert.Equal([0f, 0f, 0.25f, 0.5f, 1f, 1f], VolumeResampling.Resample(volume, VolumeBox.Whole(volume.Geometry), 1, 1, 6, range).Voxels);
        Assert.Equal([0f, 0.375f, 1f], VolumeResampling.Resample(volume, VolumeBox.Whole(volume.Geometry), 1, 1, 3, range).Voxels);
    }

    [Fact]
    public void Range_other_modalities_take_percentiles_of_what_is_not_zero()
    {
        var volume = new Volume(Geometry(10, 10, 20));
        for (var i = 0; i <= 1000; i++)
        {
            volume.Voxels[i + 500] = i; // the zero of the ramp is background too
        }

        var (low, high) = VolumeIntensity.Range("MR", volume);
        Assert.Equal((5.995, 995.005), (Math.Round(low, 6), Math.Round(high, 6)));
        Assert.Equal((0.0, 7.0), VolumeIntensity.Range("MR", Volume(1, 1, 4, 0, 7, 7, 0)));
        Assert.Equal((0.0, 0.0), VolumeIntensity.Range("MR", new Volume(Geometry(2, 2, 2))));
    }

    [Fact]
    public void Resample_to_the_size_of_the_paper_keeps_the_ellipsoid_where_it_is()
    {
        var stack = EllipsoidStack.Tilted(18.5);
        var volume = stack.Build(stack.Planes());
        var resampled = VolumeResampling.Resample(volume, VolumeBox.Whole(volume.Geometry), 40, 224, 192);
        var (size, centroid) = EllipsoidStack.Measure(resampled);

        Assert.Equal(40 * 224 * 192, resampled.Voxels.Length);
        Assert.InRange(size / EllipsoidStack.TrueVolume, 0.99, 1.01);
        Assert.InRange((centroid - EllipsoidStack.Centre).Length, 0, 0.5);
    }

    [Fact]
    public void Resample_box_is_cut_out_with_its_place()
    {
        var volume = Volume(2, 3, 4, [.. Enumerable.Range(0, 24).Select(i => (float)i)]);
        var cut = VolumeResampling.Resample(volume, new VolumeBox(1, 1, 1, 2, 2, 1), 1, 2, 2);

        Assert.Equal([17f, 18f, 21f, 22f], cut.Voxels);
        Assert.Equal(volume.Geometry.PositionOf(1, 1, 1), cut.Geometry.Origin);
        Assert.Equal((4.0, 1.0, 0.5), (cut.Geometry.DepthSpacing, cut.Geometry.HeightSpacing, cut.Geometry.WidthSpacing));
    }

    [Fact]
    public void Resample_one_voxel_gives_its_value_everywhere() =>
        Assert.All(VolumeResampling.Resample(Volume(1, 1, 1, 3), new VolumeBox(0, 0, 0, 1, 1, 1), 3, 4, 5).Voxels, value => Assert.Equal(3, value));
}
