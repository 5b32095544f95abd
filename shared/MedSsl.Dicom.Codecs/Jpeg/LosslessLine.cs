using System.Runtime.CompilerServices;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// The loops over the samples of a line, where lossless JPEG spends its time. A line without one above it is predicted from the left, its first
/// sample from half of the range; every other line begins with the sample above (ITU-T T.81 section H.1.2.1). Sums are modulo 65,536.
/// </summary>
internal static class LosslessLine
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single<TPredictor>(ref EntropyReader reader, DifferenceTable table, Span<ushort> line, ReadOnlySpan<ushort> above, int first)
        where TPredictor : IPredictor
    {
        var (bits, count) = (reader.Bits, reader.Count);
        int corner = above.IsEmpty ? first : above[0], left = corner;
        for (var x = 0; x < line.Length; x++)
        {
            if (count < EntropyReader.FewBits)
            {
                (bits, count) = reader.Refill(bits, count);
            }

            var entry = table.Entry(bits);
            bits <<= entry;
            count -= (byte)entry;
            if (above.IsEmpty || x == 0)
            {
                left = (ushort)(left + (entry >> 16));
            }
            else
            {
                int over = above[x];
                left = (ushort)(TPredictor.Predict(left, over, corner) + (entry >> 16));
                corner = over;
            }

            line[x] = (ushort)left;
        }

        (reader.Bits, reader.Count) = (bits, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleaved<TPredictor>(ref EntropyReader reader, DifferenceTable[] tables, Span<ushort> line, ReadOnlySpan<ushort> above, int first)
        where TPredictor : IPredictor
    {
        var (bits, count) = (reader.Bits, reader.Count);
        var step = tables.Length;
        for (var x = 0; x < line.Length; x += step)
        {
            for (var i = x; i < x + step; i++)
            {
                if (count < EntropyReader.FewBits)
                {
                    (bits, count) = reader.Refill(bits, count);
                }

                var entry = tables[i - x].Entry(bits);
                bits <<= entry;
                count -= (byte)entry;
                var prediction = x == 0 ? (above.IsEmpty ? first : above[i]) : above.IsEmpty ? line[i - step] : TPredictor.Predict(line[i - step], above[i], above[i - step]);
                line[i] = (ushort)(prediction + (entry >> 16));
            }
        }

        (reader.Bits, reader.Count) = (bits, count);
    }
}
