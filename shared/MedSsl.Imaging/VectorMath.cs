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

    /// <summary>values = (values - low) * scale in double precision, clipped to [0, 1]; what is not a number becomes 0.</summary>
    internal static void MapToUnit(Span<float> values, double low, double scale)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (wideLow, wideScale) = (new Vector<double>(low), new Vector<double>(scale));
        for (var i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out var first, out var second);
            wide[i] = Vector.Narrow(Clip((first - wideLow) * wideScale), Clip((second - wideLow) * wideScale));
        }

        for (var i = wide.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var mapped = (values[i] - low) * scale;
            values[i] = mapped > 0 ? (float)Math.Min(mapped, 1) : 0; // a comparison with NaN is false
        }

        static Vector<double> Clip(Vector<double> mapped) =>
            Vector.ConditionalSelect(Vector.GreaterThan(mapped, Vector<double>.Zero), Vector.Min(mapped, Vector<double>.One), Vector<double>.Zero);
    }

    /// <summary>Puts <paramref name="replacement"/> in the place of what is not a number.</summary>
    internal static void ReplaceNaN(Span<float> values, float replacement)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var wideReplacement = new Vector<float>(replacement);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = Vector.ConditionalSelect(Vector.Equals(wide[i], wide[i]), wide[i], wideReplacement); // nothing but NaN differs from itself
        }

        for (var i = wide.Length * Vector<float>.Count; i < values.Length; i++)
        {
            values[i] = float.IsNaN(values[i]) ? replacement : values[i];
        }
    }
}
