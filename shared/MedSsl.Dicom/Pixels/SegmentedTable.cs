using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels;

/// <summary>
/// Segmented palette data (PS3.3 C.7.9.2): discrete values and linear ramps. Indirect segments (repeats) are refused: readers disagree whether
/// their offset counts bytes or entries, and a wrong colour is worse than none.
/// </summary>
internal static class SegmentedTable
{
    private const int Discrete = 0;
    private const int Linear = 1;

    /// <summary>Expands to exactly <paramref name="count"/> entries; null where the segments do not give them.</summary>
    public static ushort[]? Expand(ReadOnlySpan<byte> data, int count, int bits)
    {
        // Segments of 8-bit tables are bytes, of wider tables words.
        var numbers = new int[bits <= 8 ? data.Length : data.Length / 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = bits <= 8 ? data[i] : BinaryPrimitives.ReadUInt16LittleEndian(data[(2 * i)..]);
        }

        var entries = new List<ushort>(count);
        for (var position = 0; entries.Count < count;)
        {
            if (numbers.Length - position < 3)
            {
                return null;
            }

            var kind = numbers[position];
            var length = numbers[position + 1];
            position += 2;
            if (length == 0 || entries.Count + length > count)
            {
                return null;
            }

            if (kind == Discrete && length <= numbers.Length - position)
            {
                entries.AddRange(numbers.Skip(position).Take(length).Select(number => (ushort)number));
                position += length;
            }
            else if (kind == Linear && entries.Count > 0)
            {
                int from = entries[^1], to = numbers[position++];
                entries.AddRange(Enumerable.Range(1, length).Select(i => (ushort)Math.Round(from + ((to - from) * (double)i / length))));
            }
            else
            {
                return null;
            }
        }

        return [.. entries];
    }
}
