using MedSsl.Imaging.Geometry;
using static TorchSharp.torch;

namespace MedSsl.Learning.Augmentation;

/// <summary>
/// <see cref="Resampling"/> of crops as one matrix for each axis, so that a batch of crops is two batched products. Exact area averaging when
/// shrinking, linear interpolation when growing.
/// </summary>
internal static class CropWeights
{
    private const float Beyond = 1e9f; // the border pixels reach out: whatever lies beyond the image repeats its edge

    /// <summary>Weights of an axis, [crops, count, length] float32; each row sums to 1.</summary>
    /// <param name="crops">Extent of each crop along the axis, and whether the order of its places is turned about.</param>
    /// <param name="length">Pixels of the source.</param>
    /// <param name="count">Pixels of a crop.</param>
    /// <param name="device">Where.</param>
    public static Tensor Of(IReadOnlyList<(double Origin, double Extent, bool Reversed)> crops, int length, int count, Device device)
    {
        // Relative to the pixel in which an interval begins: in 32 bits places far from the origin would lose the digits that weights are made of.
        var intervals = new float[3, crops.Count, count, 1];
        for (var crop = 0; crop < crops.Count; crop++)
        {
            var (origin, extent, reversed) = crops[crop];
            for (var place = 0; place < count; place++)
            {
                var (from, to) = Resampling.Interval(origin, extent, count, reversed ? count - 1 - place : place);
                var pixel = Math.Floor(from);
                intervals[0, crop, place, 0] = (float)pixel;
                intervals[1, crop, place, 0] = (float)(from - pixel);
                intervals[2, crop, place, 0] = (float)(to - pixel);
            }
        }

        using var scope = NewDisposeScope();
        var (begin, edges) = (tensor(intervals).to(device), arange(length + 1, dtype: ScalarType.Float32, device: device));
        var (low, high) = (edges.narrow(0, 0, length).clone(), edges.narrow(0, 1, length).clone());
        low[0] = -Beyond;
        high[^1] = Beyond;
        var (pixels, starts, ends) = (begin[0], begin[1], begin[2]); // [crops, count, 1]
        var covered = minimum(high - pixels, ends) - maximum(low - pixels, starts); // [crops, count, length]
        return covered.clamp_(min: 0).div_(ends - starts).MoveToOuterDisposeScope();
    }
}
