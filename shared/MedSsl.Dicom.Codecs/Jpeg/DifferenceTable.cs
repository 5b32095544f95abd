using System.Runtime.CompilerServices;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// A Huffman table of lossless JPEG (ITU-T T.81 annexes C and H.1.2.2): a code gives the number of bits that follow it, these the difference. Codes
/// that are short together with their bits, nearly all in an image, take one look-up.
/// </summary>
internal sealed class DifferenceTable
{
    private const int FastBits = 13;
    private const int LongestCode = 16;
    private const int MostBits = 16; // SSSS 16 is the difference 32768, without bits behind it

    // Difference in the upper half (32768 reads as -32768, the same modulo 65536); bits of code and difference in the low byte, 0 if more than FastBits.
    private readonly int[] _fast = new int[1 << FastBits];
    private readonly int[] _firstCode = new int[LongestCode + 2];
    private readonly int[] _firstValue = new int[LongestCode + 2];
    private readonly byte[] _values;

    private DifferenceTable(byte[] values) => _values = values;

    /// <summary>Reads a table from its counts per length and its values; null where they are no prefix code.</summary>
    public static DifferenceTable? Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        var table = new DifferenceTable(values.ToArray());
        int code = 0, index = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            table._firstCode[length] = code << (LongestCode - length);
            table._firstValue[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length || values[index] > MostBits)
                {
                    return null;
                }

                table.Enter(code, length, values[index]);
            }

            code <<= 1;
        }

        table._firstCode[LongestCode + 1] = int.MaxValue;
        return table;
    }

    /// <summary>
    /// The entry of the code that <paramref name="bits"/> begin with: the difference in the upper half, in the low byte the bits it takes, of which
    /// the caller has at least 32.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Entry(ulong bits)
    {
        var entry = _fast[bits >> (64 - FastBits)];
        return (byte)entry != 0 ? entry : Slow(bits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Slow(ulong bits)
    {
        var peek = (int)(bits >> (64 - LongestCode));
        var length = 1;
        while (length < LongestCode && peek >= _firstCode[length + 1])
        {
            length++;
        }

        var index = _firstValue[length] + (peek >> (LongestCode - length));
        var category = (uint)index < (uint)_values.Length ? _values[index] : 0; // bits that are no code: damaged, and any difference is as wrong
        return category is 0 or MostBits
            ? ((category == 0 ? 0 : 1 << (MostBits - 1)) << 16) | length
            : (Extend((int)(bits << length >> (64 - category)), category) << 16) | (length + category);
    }

    private void Enter(int code, int length, int category)
    {
        var extra = category == MostBits ? 0 : category;
        if (length + extra > FastBits)
        {
            return;
        }

        for (var bits = 0; bits < 1 << extra; bits++)
        {
            var difference = category == MostBits ? 1 << (MostBits - 1) : category == 0 ? 0 : Extend(bits, category);
            var first = ((code << extra) | bits) << (FastBits - length - extra);
            _fast.AsSpan(first, 1 << (FastBits - length - extra)).Fill((difference << 16) | (length + extra));
        }
    }

    /// <summary>EXTEND of T.81 figure F.12: the lower half of the values is negative.</summary>
    private static int Extend(int bits, int category) => bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
}
