using System.Runtime.CompilerServices;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// The loops over the samples of a line, where lossless JPEG spends its time. A line without one above it is predicted from the left, its first
/// sample from half of the range; every other line begins with the sample above (ITU-T T.81 section H.1.2.1). Sums are modulo 65,536.
/// </summary>
internal static class LosslessLine
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single<TPredictor>(ref EntropyReader source, DifferenceTable table, Span<ushort> line, ReadOnlySpan<ushort> above, int first)
        where TPredictor : IPredictor
    {
        var reader = source; // a copy, so that its fields can live in registers
        reader.Fill();
        if (above.IsEmpty)
        {
            var left = (ushort)(first + table.Next(ref reader));
            line[0] = left;
            for (var x = 1; x < line.Length; x++)
            {
                reader.Fill();
                left += (ushort)table.Next(ref reader);
                line[x] = left;
            }
        }
        else
        {
            int corner = above[0], left = (ushort)(corner + table.Next(ref reader));
            line[0] = (ushort)left;
            for (var x = 1; x < line.Length && x < above.Length; x++)
            {
                reader.Fill();
                int over = above[x];
                left = (ushort)(TPredictor.Predict(left, over, corner) + table.Next(ref reader));
                line[x] = (ushort)left;
                corner = over;
            }
        }

        source = reader;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleaved<TPredictor>(ref EntropyReader source, DifferenceTable[] tables, Span<ushort> line, ReadOnlySpan<ushort> above, int first)
        where TPredictor : IPredictor
    {
        var reader = source;
        var count = tables.Length;
        for (var i = 0; i < count; i++)
        {
            reader.Fill();
            line[i] = (ushort)((above.IsEmpty ? first : above[i]) + tables[i].Next(ref reader));
        }

        for (var x = count; x < line.Length; x += count)
        {
            for (var i = 0; i < count; i++)
            {
                reader.Fill();
                var prediction = above.IsEmpty ? line[x + i - count] : TPredictor.Predict(line[x + i - count], above[x + i], above[x + i - count]);
                line[x + i] = (ushort)(prediction + tables[i].Next(ref reader));
            }
        }

        source = reader;
    }
}
