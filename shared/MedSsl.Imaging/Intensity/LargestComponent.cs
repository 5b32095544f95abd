namespace MedSsl.Imaging.Intensity;

/// <summary>Connected components (4 neighbours) of a mask, by flooding; linear in its pixels.</summary>
internal static class LargestComponent
{
    /// <summary>The largest component, the first one of several; empty where the mask is.</summary>
    public static bool[] Of(bool[] mask, int width)
    {
        var seen = new bool[mask.Length];
        List<int> largest = [];
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] && !seen[start] && Flood(mask, width, start, seen) is var component && component.Count > largest.Count)
            {
                largest = component;
            }
        }

        return AsMask(largest, mask.Length);
    }

    /// <summary>The component that holds <paramref name="start"/>; empty where the mask does not.</summary>
    public static bool[] Containing(bool[] mask, int width, int start) =>
        AsMask(mask[start] ? Flood(mask, width, start, new bool[mask.Length]) : [], mask.Length);

    private static List<int> Flood(bool[] mask, int width, int start, bool[] seen)
    {
        var component = new List<int> { start };
        seen[start] = true;
        for (var next = 0; next < component.Count; next++)
        {
            var at = component[next];
            var x = at % width;
            Visit(at - 1, x > 0);
            Visit(at + 1, x < width - 1);
            Visit(at - width, at >= width);
            Visit(at + width, at + width < mask.Length);
        }

        return component;

        void Visit(int at, bool isInside)
        {
            if (isInside && mask[at] && !seen[at])
            {
                seen[at] = true;
                component.Add(at);
            }
        }
    }

    private static bool[] AsMask(List<int> pixels, int length)
    {
        var mask = new bool[length];
        pixels.ForEach(at => mask[at] = true);
        return mask;
    }
}
