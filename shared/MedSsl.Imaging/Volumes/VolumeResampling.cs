using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Intensity;

namespace MedSsl.Imaging.Volumes;

/// <summary>Cuts a box out of a volume and brings it to a size: exact averaging where an axis shrinks, linear where it grows, as <see cref="Resampling"/> does in the plane.</summary>
public static class VolumeResampling
{
    /// <summary>Resamples. It holds the result and one plane beside the volume.</summary>
    /// <param name="volume">Source, unchanged.</param>
    /// <param name="box">What of it; beyond the volume its edge is repeated.</param>
    /// <param name="depth">Planes of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="range">Values that become 0 and 1, the rest clipped; null to leave values alone. Applied first, because averaging and clipping do not commute.</param>
    public static Volume Resample(Volume volume, VolumeBox box, int depth, int height, int width, (double Low, double High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(box);
        var source = volume.Geometry;
        var result = new Volume(source.Resampled(box, depth, height, width));
        var planes = AxisWeights.Create(source.Depth, box.Z, box.Depth, depth);
        var plane = new GrayImage(source.Width, source.Height);
        var resized = new float[height * width];
        var area = new CropBox(box.X, box.Y, box.Width, box.Height);
        for (var z = planes.Starts[0]; z < planes.Starts[^1] + planes.Taps; z++)
        {
            volume.Plane(z).CopyTo(plane.Pixels);
            if (range is var (low, high))
            {
                ValueRange.Map(plane.Pixels, low, high);
            }

            Resampling.CropResize(plane, area, width, height, resized);
            for (var target = 0; target < depth; target++)
            {
                var tap = z - planes.Starts[target];
                if (tap >= 0 && tap < planes.Taps && planes.Weights[(target * planes.Taps) + tap] is var weight and not 0)
                {
                    VectorMath.AddScaled(result.Plane(target), resized, weight);
                }
            }
        }

        return result;
    }
}
