namespace MedSsl.Imaging.Volumes;

/// <summary>Pieces of a mask, whose voxels touch by a face.</summary>
internal static class ConnectedComponents
{
    /// <summary>Bounds (inclusive) and size of the largest piece, the first in memory of several; null for an empty mask.</summary>
    public static Component? Largest(ReadOnlySpan<bool> mask, int depth, int height, int width)
    {
        var seen = new bool[mask.Length];
        var open = new Stack<int>();
        Component? largest = null;
        for (var seed = 0; seed < mask.Length; seed++)
        {
            if (mask[seed] && !seen[seed] && Fill(mask, seen, open, seed, depth, height, width) is var found && found.Voxels > (largest?.Voxels ?? 0))
            {
                largest = found;
            }
        }

        return largest;
    }

    private static Component Fill(ReadOnlySpan<bool> mask, bool[] seen, Stack<int> open, int seed, int depth, int height, int width)
    {
        var found = new Component(0, int.MaxValue, int.MinValue, int.MaxValue, int.MinValue, int.MaxValue, int.MinValue);
        var plane = height * width;
        seen[seed] = true;
        open.Push(seed);
        while (open.TryPop(out var at))
        {
            var (x, y, z) = (at % width, at / width % height, at / plane);
            found = new Component(
                found.Voxels + 1, Math.Min(found.MinX, x), Math.Max(found.MaxX, x), Math.Min(found.MinY, y), Math.Max(found.MaxY, y), Math.Min(found.MinZ, z), Math.Max(found.MaxZ, z));
            Visit(mask, x > 0, at - 1);
            Visit(mask, x < width - 1, at + 1);
            Visit(mask, y > 0, at - width);
            Visit(mask, y < height - 1, at + width);
            Visit(mask, z > 0, at - plane);
            Visit(mask, z < depth - 1, at + plane);
        }

        return found;

        void Visit(ReadOnlySpan<bool> mask, bool exists, int neighbour)
        {
            if (exists && mask[neighbour] && !seen[neighbour])
            {
                seen[neighbour] = true;
                open.Push(neighbour);
            }
        }
    }

    internal readonly record struct Component(int Voxels, int MinX, int MaxX, int MinY, int MaxY, int MinZ, int MaxZ);
}
