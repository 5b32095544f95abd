using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Geometry;

/// <summary>Random crops of the multi-crop augmentation.</summary>
public static class RandomCrop
{
    private const int Attempts = 10;

    /// <summary>
    /// A box whose share of the image's area is uniform between <paramref name="minArea"/> and <paramref name="maxArea"/>, whose aspect (width by
    /// height) is log-uniform, and whose place is uniform. When ten draws do not fit, the largest centred box of an allowed aspect.
    /// </summary>
    public static CropBox Draw(SeededRandom random, int width, int height, double minArea, double maxArea, double minAspect, double maxAspect)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minArea);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxArea, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxArea, minArea);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.Uniform(minArea, maxArea) * width * height;
            var aspect = random.LogUniform(minAspect, maxAspect);
            var w = Math.Sqrt(area * aspect);
            var h = Math.Sqrt(area / aspect);
            if (w <= width && h <= height)
            {
                return new CropBox(random.Uniform(0, width - w), random.Uniform(0, height - h), w, h);
            }
        }

        var nearest = Math.Clamp((double)width / height, minAspect, maxAspect);
        var fitWidth = Math.Min(width, height * nearest);
        var fitHeight = Math.Min(height, width / nearest);
        return new CropBox((width - fitWidth) / 2, (height - fitHeight) / 2, fitWidth, fitHeight);
    }

    /// <summary>
    /// The paper's rescaling and crop in one (Ghesu et al. 2022): of the image at a scale uniform between <paramref name="minScale"/> and
    /// <paramref name="maxScale"/>, a square of <paramref name="size"/> pixels at a uniform place. The scale is never so small that the shorter side of
    /// the image has fewer pixels than that.
    /// </summary>
    public static CropBox DrawRescaled(SeededRandom random, int width, int height, double size, double minScale, double maxScale)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minScale);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxScale, minScale);
        var side = Math.Min(size / random.Uniform(minScale, maxScale), Math.Min(width, height));
        return new CropBox(random.Uniform(0, width - side), random.Uniform(0, height - side), side, side);
    }
}
