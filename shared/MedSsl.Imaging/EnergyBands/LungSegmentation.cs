using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// A rough mask of the lungs in a frontal radiograph, good enough to measure energies in. The lungs are the two large dark basins that the chest wall
/// closes off from the air outside: the image is flooded from its border (grey-scale hole filling by priority flood, Barnes et al. 2014), and a pixel
/// belongs to a basin when the way out leads over something brighter.
/// </summary>
/// <remarks>
/// Simple by choice: no shape model, no learning. A lung that touches the border of the image is open there and is not found; neither is one that is
/// white with consolidation or fluid. Ribs and vessels are bridged; the heart is left out, as in masks drawn by hand.
/// </remarks>
public static class LungSegmentation
{
    private const int WorkingSize = 192;
    private const double Smoothing = 2; // sigma in pixels of the working size: noise and vessels must not dam a basin
    private const double Bridge = 0.02; // of the working size to each side: a rib
    private const double Shallow = 0.02; // of the range of values: less deep is texture
    private const double SmallestShare = 0.015; // of the image
    private const double SmallestToLargest = 0.2; // one lung may be much smaller than the other

    /// <summary>Row-major mask of the image's size; all false when nothing looks like a lung.</summary>
    public static bool[] Segment(GrayImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var small = Resampling.ToLongestSide(image, WorkingSize);
        new GaussianBlur(Smoothing).Apply(small, small);
        var radius = Math.Max(1, (int)Math.Round(Bridge * Math.Max(small.Width, small.Height)));
        var basins = new BinaryMask(small.Width, small.Height, Basins(small)).Close(radius).FillHoles();
        var lungs = basins.LargestComponents(2, Math.Max(1, (int)(SmallestShare * small.Pixels.Length)), SmallestToLargest);
        var result = new bool[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                result[(y * image.Width) + x] = lungs[(int)((x + 0.5) * small.Width / image.Width), (int)((y + 0.5) * small.Height / image.Height)];
            }
        }

        return result;
    }

    private static bool[] Basins(GrayImage image)
    {
        var level = Flood(image);
        var least = Shallow * (image.Pixels.Max() - image.Pixels.Min());
        return [.. level.Zip(image.Pixels, (water, ground) => water - ground > least)];
    }

    /// <summary>The height to which each pixel fills before it runs over the border: the lowest highest point of a way out.</summary>
    private static float[] Flood(GrayImage image)
    {
        var (width, height) = (image.Width, image.Height);
        var level = new float[image.Pixels.Length];
        var seen = new bool[level.Length];
        var shore = new PriorityQueue<int, (float, int)>();
        for (var i = 0; i < level.Length; i++)
        {
            if (i % width == 0 || i % width == width - 1 || i < width || i >= level.Length - width)
            {
                Reach(i, float.NegativeInfinity);
            }
        }

        while (shore.TryDequeue(out var place, out _))
        {
            var x = place % width;
            for (var side = 0; side < 4; side++)
            {
                var (dx, dy) = BinaryMask.Neighbour(side);
                if ((uint)(x + dx) < (uint)width && (uint)((place / width) + dy) < (uint)height)
                {
                    Reach(place + dx + (dy * width), level[place]);
                }
            }
        }

        return level;

        void Reach(int place, float water)
        {
            if (!seen[place])
            {
                seen[place] = true;
                level[place] = Math.Max(water, image.Pixels[place]);
                shore.Enqueue(place, (level[place], place));
            }
        }
    }
}
