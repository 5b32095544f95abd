using System.Numerics;
using System.Runtime.InteropServices;

namespace MedSsl.Learning.Training;

/// <summary>Whether pixels are numbers: asked of every image that is read, so it must cost nothing beside reading it.</summary>
internal static class FinitePixels
{
    /// <summary>False if one is NaN or infinite; true of none.</summary>
    public static bool All(ReadOnlySpan<float> values)
    {
        // x − x is 0 of every number and NaN of everything else, and NaN stays in a sum.
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        var sum = Vector<float>.Zero;
        foreach (var block in blocks)
        {
            sum += block - block;
        }

        var total = Vector.Sum(sum);
        foreach (var value in values[(blocks.Length * Vector<float>.Count)..])
        {
            total += value - value;
        }

        return total == 0;
    }
}
