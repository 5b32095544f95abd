using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// Lossless JPEG, process 14 with every predictor (ITU-T T.81 annex H): Huffman-coded differences of 2 to 16 bits, one component or several, in one
/// scan or a scan each, with restarts and point transform. A segment that is shorter than its image is an error, never a half image.
/// </summary>
internal static class LosslessJpeg
{
    private const int HuffmanTables = 0xC4;
    private const int RestartInterval = 0xDD;
    private const int StartOfFrame = 0xC3;
    private const int StartOfScan = 0xDA;
    private const int EndOfImage = 0xD9;

    /// <summary>The cells of the image; null, and why, where the codestream is damaged.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> data, CodestreamHeader header, out string? problem)
    {
        var cells = new byte[header.CellBytes];
        Span<ushort> samples = header.BytesPerCell == 2 ? MemoryMarshal.Cast<byte, ushort>(cells.AsSpan()) : new ushort[cells.Length];
        problem = DecodeScans(data, header, samples);
        if (problem is not null)
        {
            return null;
        }

        if (header.BytesPerCell == 1)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = (byte)samples[i];
            }
        }

        return cells;
    }

    private static string? DecodeScans(ReadOnlySpan<byte> data, CodestreamHeader header, Span<ushort> samples)
    {
        var tables = new DifferenceTable?[4];
        var identifiers = ReadOnlySpan<byte>.Empty;
        var decoded = new bool[header.Components];
        var restartInterval = 0;
        for (var position = 2; ;)
        {
            while (position + 1 < data.Length && data[position] == 0xFF && data[position + 1] == 0xFF)
            {
                position++; // fill bytes
            }

            if (position + 4 > data.Length || data[position] != 0xFF || data[position + 1] == EndOfImage)
            {
                return Array.IndexOf(decoded, false) is var missing and >= 0 ? $"its image ends before component {missing + 1}" : null;
            }

            var marker = data[position + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (length < 2 || length > data.Length - position - 2)
            {
                return $"the marker segment at byte {position} says {length} bytes";
            }

            var segment = data.Slice(position + 4, length - 2);
            position += 2 + length;
            switch (marker)
            {
                case HuffmanTables when !TryReadTables(segment, tables):
                    return "a Huffman table is damaged";
                case RestartInterval:
                    restartInterval = segment.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case StartOfFrame when segment.Length >= 6 + (3 * header.Components):
                    identifiers = segment[6..];
                    break;
                case StartOfScan:
                    if (LosslessScan.Of(segment, header, identifiers, tables, restartInterval, out var problem) is not { } scan)
                    {
                        return problem;
                    }

                    problem = scan.Decode(data, ref position, samples);
                    if (problem is not null)
                    {
                        return problem;
                    }

                    foreach (var component in scan.Components)
                    {
                        decoded[component] = true;
                    }

                    break;
                default:
                    break;
            }

            if (marker == StartOfScan && Array.TrueForAll(decoded, isDecoded => isDecoded))
            {
                return null;
            }
        }
    }

    private static bool TryReadTables(ReadOnlySpan<byte> segment, DifferenceTable?[] tables)
    {
        while (segment.Length >= 17)
        {
            var target = segment[0];
            var counts = segment.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            if (target > 3 || segment.Length < 17 + total || DifferenceTable.Of(counts, segment.Slice(17, total)) is not { } table)
            {
                return false;
            }

            tables[target] = table;
            segment = segment[(17 + total)..];
        }

        return segment.IsEmpty;
    }
}
