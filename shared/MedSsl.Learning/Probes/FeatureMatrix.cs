using System.Numerics;
using System.Runtime.InteropServices;

namespace MedSsl.Learning.Probes;

/// <summary>Rows of features in double, one flat block: what the optimiser reads thousands of times.</summary>
internal sealed class FeatureMatrix
{
    private readonly double[] _values; // [Rows, Columns], row-major

    private FeatureMatrix(double[] values, int rows, int columns) => (_values, Rows, Columns) = (values, rows, columns);

    public int Rows { get; }

    public int Columns { get; }

    public ReadOnlySpan<double> Row(int index) => _values.AsSpan(index * Columns, Columns);

    /// <summary>Copies the rows that <paramref name="indices"/> names through <paramref name="transform"/>.</summary>
    public static FeatureMatrix From(float[][] features, IReadOnlyList<int> indices, Standardization transform)
    {
        var columns = transform.Columns;
        var values = new double[checked(indices.Count * columns)];
        for (var row = 0; row < indices.Count; row++)
        {
            transform.Apply(features[indices[row]], values.AsSpan(row * columns, columns));
        }

        return new FeatureMatrix(values, indices.Count, columns);
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var va = MemoryMarshal.Cast<double, Vector<double>>(a);
        var vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sum = Vector<double>.Zero;
        for (var i = 0; i < va.Length; i++)
        {
            sum += va[i] * vb[i];
        }

        var total = Vector.Sum(sum);
        for (var i = va.Length * Vector<double>.Count; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary><paramref name="target"/> += <paramref name="factor"/> · <paramref name="source"/>.</summary>
    public static void AddScaled(ReadOnlySpan<double> source, double factor, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(source);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        var factors = new Vector<double>(factor);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i] * factors;
        }

        for (var i = from.Length * Vector<double>.Count; i < source.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
