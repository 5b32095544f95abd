using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Pixels;

/// <summary>
/// Pixel cells (PS3.5 section 8.1.1) to values: cells follow each other without gaps, least significant bit first; of each cell, the bits from
/// High Bit downwards are the value, two's complement if signed. Bits outside (old overlays) are not part of it.
/// </summary>
internal static class PixelCells
{
    /// <summary>Reads cells from bit <paramref name="firstBit"/> on; the caller has checked that they are there.</summary>
    public static void Read(ReadOnlySpan<byte> data, long firstBit, PixelLayout layout, Span<float> values)
    {
        // Shifting the value's top bit to bit 31 and back masks on one side and extends the sign on the other.
        var left = 31 - layout.HighBit;
        var right = 32 - layout.BitsStored;
        var width = layout.BitsAllocated;
        if (width % 8 != 0)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Value(Bits(data, firstBit + ((long)i * width), width), left, right, layout.Signed);
            }

            return;
        }

        // One loop per width: this is where a large image spends its time.
        data = data[(int)(firstBit / 8)..];
        switch (width)
        {
            case 8:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Value(data[i], left, right, layout.Signed);
                }

                break;
            case 16:
                ReadWords(MemoryMarshal.Cast<byte, ushort>(data)[..values.Length], left, right, layout.Signed, values); // .NET runs on little-endian machines
                break;
            case 24:
                for (var i = 0; i < values.Length; i++)
                {
                    var cell = data.Slice(3 * i, 3);
                    values[i] = Value((uint)(cell[0] | (cell[1] << 8) | (cell[2] << 16)), left, right, layout.Signed);
                }

                break;
            default:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Value(BinaryPrimitives.ReadUInt32LittleEndian(data[(4 * i)..]), left, right, layout.Signed);
                }

                break;
        }
    }

    private static void ReadWords(ReadOnlySpan<ushort> words, int left, int right, bool signed, Span<float> values)
    {
        var wide = MemoryMarshal.Cast<ushort, Vector<ushort>>(words);
        var wideValues = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out var first, out var second);
            wideValues[2 * i] = Values(first << left, right, signed);
            wideValues[(2 * i) + 1] = Values(second << left, right, signed);
        }

        for (var i = wide.Length * Vector<ushort>.Count; i < words.Length; i++)
        {
            values[i] = Value(words[i], left, right, signed);
        }
    }

    private static Vector<float> Values(Vector<uint> top, int right, bool signed) =>
        signed ? Vector.ConvertToSingle(Vector.AsVectorInt32(top) >> right) : Vector.ConvertToSingle(Vector.AsVectorInt32(top >>> right)); // 16 bits: never negative

    private static float Value(uint cell, int left, int right, bool signed)
    {
        var top = cell << left;
        return signed ? (int)top >> right : top >> right;
    }

    private static uint Bits(ReadOnlySpan<byte> data, long firstBit, int width)
    {
        uint bits = 0;
        for (var i = 0; i < width; i++)
        {
            var bit = firstBit + i;
            bits |= (uint)((data[(int)(bit >> 3)] >> (int)(bit & 7)) & 1) << i;
        }

        return bits;
    }
}
