using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// A rough mask of the lungs in a frontal radiograph, good enough to measure energies in. Seeds are the two large dark basins that the chest wall closes
/// off from the air outside: flooded from its border (priority flood, Barnes et al. 2014), a pixel lies in a basin when the way out leads over something
/// brighter. From the seeds and from the border the image is then flooded along its gradient (watershed by markers): they meet at the lungs' edges.
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
    private const int Outside = 1;
    private const int Lung = 2;

    /// <summary>Row-major mask of the image's size; all false when nothing looks like a lung.</summary>
    public static bool[] Segment(GrayImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var small = Resampling.ToLongestSide(image, WorkingSize);
        new GaussianBlur(Smoothing).Apply(small, small);
        var radius = Math.Max(1, (int)Math.Round(Bridge * Math.Max(small.Width, small.Height)));
        var seeds = new BinaryMask(small.Width, small.Height, Basins(small)).Close(radius).FillHoles()
            .LargestComponents(2, Math.Max(1, (int)(SmallestShare * small.Pixels.Length)), SmallestToLargest);
        var markers = BorderMarkers(small);
        for (var i = 0; i < markers.Length; i++)
        {
            markers[i] = seeds[i % small.Width, i / small.Width] ? Lung : markers[i];
        }

        var (_, label) = Flood(small.Width, Gradient(small), markers);
        var lungs = new BinaryMask(small.Width, small.Height, Array.ConvertAll(label, value => value == Lung)).FillHoles();
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
        var (level, _) = Flood(image.Width, image.Pixels, BorderMarkers(image));
        var least = Shallow * (image.Pixels.Max() - image.Pixels.Min());
        return [.. level.Zip(image.Pixels, (water, ground) => water - ground > least)];
    }

    private static int[] BorderMarkers(GrayImage image)
    {
        var markers = new int[image.Pixels.Length];
        for (var i = 0; i < markers.Length; i++)
        {
            var (x, y) = (i % image.Width, i / image.Width);
            markers[i] = x == 0 || y == 0 || x == image.Width - 1 || y == image.Height - 1 ? Outside : 0;
        }

        return markers;
    }

    private static float[] Gradient(GrayImage image)
    {
        var result = new float[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var across = image.Row(y)[Math.Min(x + 1, image.Width - 1)] - image.Row(y)[Math.Max(x - 1, 0)];
                var down = image.Row(Math.Min(y + 1, image.Height - 1))[x] - image.Row(Math.Max(y - 1, 0))[x];
                result[(y * image.Width) + x] = (across * across) + (down * down);
            }
        }

        return result;
    }

    /// <summary>
    /// Water rises from the markers over the ground. Level: where it stands at a pixel, the lowest highest point of a way from a marker. Label: the marker
    /// whose water came first.
    /// </summary>
    private static (float[] Level, int[] Label) Flood(int width, float[] ground, int[] markers)
    {
        var level = (float[])ground.Clone();
        var label = (int[])markers.Clone();
        var shore = new PriorityQueue<int, (float, int)>();
        var arrivals = 0;
        for (var i = 0; i < level.Length; i++)
        {
            if (label[i] != 0)
            {
                shore.Enqueue(i, (level[i], arrivals++));
            }
        }

        while (shore.TryDequeue(out var place, out _))
        {
            for (var side = 0; side < 4; side++)
            {
                var (dx, dy) = BinaryMask.Neighbour(side);
                var (x, y) = ((place % width) + dx, (place / width) + dy);
                var next = (y * width) + x;
                if ((uint)x < (uint)width && (uint)y < (uint)(level.Length / width) && label[next] == 0)
                {
                    label[next] = label[place];
                    level[next] = Math.Max(level[place], ground[next]);
                    shore.Enqueue(next, (level[next], arrivals++));
                }
            }
        }

        return (level, label);
    }
}
