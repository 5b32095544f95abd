namespace MedSsl.Imaging.Volumes;

/// <summary>
/// Finds the brain in a CT of the head: voxels of soft tissue, thinned by one voxel in their plane so that foramina and thin bone do not join brain and
/// scalp, of which the largest connected piece is the brain. Its bounding box, grown back by what was thinned, is the crop. The paper finds its crop with
/// landmarks that are not published; this is a plain substitute. Where the neck is on the images, muscle may hang on through the foramen magnum and make
/// the box larger; it does not make it smaller.
/// </summary>
public static class HeadCrop
{
    // Water to fresh blood; fat, air and bone lie outside.
    private const float LowestTissue = 0;
    private const float HighestTissue = 100;

    // Coarse enough to be quick and to smooth noise away, fine enough that the skull (5 mm and more) parts brain and scalp.
    private const double CoarseMillimetres = 2.5;

    // A newborn's brain has 350 cm3.
    private const double SmallestBrainCubicMillimetres = 100_000;

    /// <summary>The box of the brain in a volume of Hounsfield units; null where nothing is as large as one. It holds a coarse copy (2.5 mm) of the volume.</summary>
    public static VolumeBox? Find(Volume hounsfield)
    {
        ArgumentNullException.ThrowIfNull(hounsfield);
        var source = hounsfield.Geometry;
        var coarse = VolumeResampling.Resample(
            hounsfield, VolumeBox.Whole(source), Coarse(source.Depth, source.DepthSpacing), Coarse(source.Height, source.HeightSpacing), Coarse(source.Width, source.WidthSpacing));
        var grid = coarse.Geometry;
        var mask = Thin(Array.ConvertAll(coarse.Voxels, value => value is > LowestTissue and < HighestTissue), grid.Height, grid.Width);
        if (ConnectedComponents.Of(mask, true, grid.Width, grid.Height).MaxBy(piece => piece.Count) is not { } brain
            || brain.Count * grid.DepthSpacing * grid.HeightSpacing * grid.WidthSpacing < SmallestBrainCubicMillimetres)
        {
            return null;
        }

        var (stepX, stepY, stepZ) = ((double)source.Width / grid.Width, (double)source.Height / grid.Height, (double)source.Depth / grid.Depth);
        var (left, right) = Extent(brain, at => at % grid.Width, grid.Width, 1);
        var (top, bottom) = Extent(brain, at => at / grid.Width % grid.Height, grid.Height, 1);
        var (first, last) = Extent(brain, at => at / grid.Width / grid.Height, grid.Depth, 0);
        return new VolumeBox(left * stepX, top * stepY, first * stepZ, (right - left) * stepX, (bottom - top) * stepY, (last - first) * stepZ);
    }

    private static int Coarse(int count, double spacing) => Math.Clamp((int)Math.Round(count * spacing / CoarseMillimetres), 1, count);

    private static (int From, int To) Extent(List<int> places, Func<int, int> coordinate, int count, int grownBy) =>
        (Math.Max(0, places.Min(coordinate) - grownBy), Math.Min(count, places.Max(coordinate) + 1 + grownBy));

    private static bool[] Thin(bool[] mask, int height, int width)
    {
        var thinned = new bool[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            var (x, y) = (i % width, i / width % height);
            thinned[i] = mask[i] && x > 0 && x < width - 1 && y > 0 && y < height - 1 && mask[i - 1] && mask[i + 1] && mask[i - width] && mask[i + width];
        }

        return thinned;
    }
}
