using System.Numerics;
using System.Runtime.InteropServices;

namespace MedSsl.Imaging;

/// <summary>Loops over spans that the processor's vector units run; fused multiply-add everywhere, so that every vector width gives the same bits.</summary>
internal static class VectorMath
{
    /// <summary>sum += values * factor.</summary>
    internal static void AddScaled(Span<float> sum, ReadOnlySpan<float> values, float factor)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var wideValues = MemoryMarshal.Cast<float, Vector<float>>(values);
        var wideFactor = new Vector<float>(factor);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = Vector.FusedMultiplyAdd(wideValues[i], wideFactor, wide[i]);
        }

        for (var i = wide.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] = MathF.FusedMultiplyAdd(values[i], factor, sum[i]);
        }
    }

    /// <summary>values = values * factor + offset.</summary>
    internal static void ScaleAndShift(Span<float> values, float factor, float offset)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var wideFactor = new Vector<float>(factor);
        var wideOffset = new Vector<float>(offset);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = Vector.FusedMultiplyAdd(wide[i], wideFactor, wideOffset);
        }

        for (var i = wide.Length * Vector<float>.Count; i < values.Length; i++)
        {
            values[i] = MathF.FusedMultiplyAdd(values[i], factor, offset);
        }
    }
}
