using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels;

/// <summary>
/// Which fragments make which frame (PS3.5 section A.4): one each, all of a single frame, by the Extended or the Basic Offset Table, or, where no
/// table tells, by the markers that begin and end a codestream of the JPEG family.
/// </summary>
internal static class FrameFragments
{
    private const int ItemHeader = 8; // bytes of a fragment's item tag and length, which offsets count

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9]; // of JPEG, JPEG-LS and JPEG 2000 alike; none has it in its data

    /// <summary>The bytes of each frame; null, and why, where fragments and frames cannot be matched.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Of(DicomDataset dataset, DicomElement pixels, int frames, out string? problem)
    {
        problem = null;
        if (pixels.Fragments is not { } fragments)
        {
            problem = "it is not encapsulated";
            return null;
        }

        var parts = fragments.Skip(1).ToList(); // the first one is the Basic Offset Table
        if (parts.Count == frames)
        {
            return Trim(dataset, parts);
        }

        if (frames == 1 && parts.Count > 0)
        {
            return [Join(parts)];
        }

        var table = Numbers(dataset, DicomTags.ExtendedOffsetTable, frames) ?? Basic(fragments.Count > 0 ? fragments[0].Span : default, frames);
        if (table is null && ByMarkers(parts, frames) is { } found)
        {
            return found;
        }

        if (table is null || parts.Count < frames)
        {
            problem = $"{parts.Count} fragments and an offset table of {(fragments.Count > 0 ? fragments[0].Length / 4 : 0)} entries cannot be matched to {frames} frames";
            return null;
        }

        return ByTable(parts, table, out problem) ?? ByMarkers(parts, frames);
    }

    /// <summary>Offsets count from behind the Basic Offset Table.</summary>
    private static List<ReadOnlyMemory<byte>>? ByTable(List<ReadOnlyMemory<byte>> parts, long[] table, out string? problem)
    {
        problem = null;
        var result = new List<ReadOnlyMemory<byte>>(table.Length);
        var next = 0;
        long offset = 0;
        for (var frame = 0; frame < table.Length; frame++)
        {
            var end = frame + 1 < table.Length ? table[frame + 1] : long.MaxValue;
            var first = next;
            if (offset != table[frame])
            {
                problem = $"frame {frame + 1} begins at offset {table[frame]} by the offset table, but no fragment does";
                return null;
            }

            while (next < parts.Count && offset < end)
            {
                offset += ItemHeader + parts[next++].Length;
            }

            result.Add(Join(parts.GetRange(first, next - first)));
        }

        return result;
    }

    /// <summary>A frame begins where a fragment begins like a codestream and the one before ended like one.</summary>
    private static List<ReadOnlyMemory<byte>>? ByMarkers(List<ReadOnlyMemory<byte>> parts, int frames)
    {
        var starts = new List<int>();
        for (var i = 0; i < parts.Count; i++)
        {
            if ((i == 0 || parts[i - 1].Span.TrimEnd((byte)0).EndsWith(EndOfImage)) && StartsCodestream(parts[i].Span))
            {
                starts.Add(i);
            }
        }

        return starts.Count == frames && starts[0] == 0
            ? [.. starts.Select((start, i) => Join(parts.GetRange(start, (i + 1 < frames ? starts[i + 1] : parts.Count) - start)))]
            : null;
    }

    private static bool StartsCodestream(ReadOnlySpan<byte> part) =>
        part.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || Codestreams.Jpeg2000Header.Starts(part);

    /// <summary>Only the extended table knows the true lengths; a fragment is padded to an even one.</summary>
    private static List<ReadOnlyMemory<byte>> Trim(DicomDataset dataset, List<ReadOnlyMemory<byte>> parts) =>
        Numbers(dataset, DicomTags.ExtendedOffsetTableLengths, parts.Count) is { } lengths
            ? [.. parts.Select((part, i) => lengths[i] > 0 && lengths[i] < part.Length ? part[..(int)lengths[i]] : part)]
            : parts;

    private static long[]? Numbers(DicomDataset dataset, DicomTag tag, int count)
    {
        if (!dataset.TryGet(tag, out var element) || element.Value.Length != sizeof(long) * (long)count)
        {
            return null;
        }

        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(element.Value.Span[(sizeof(long) * i)..]);
        }

        return numbers;
    }

    private static long[]? Basic(ReadOnlySpan<byte> table, int count)
    {
        if (table.Length != sizeof(uint) * (long)count)
        {
            return null;
        }

        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(sizeof(uint) * i)..]);
        }

        return numbers;
    }

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var bytes = new byte[parts.Sum(part => part.Length)];
        var position = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(bytes.AsSpan(position));
            position += part.Length;
        }

        return bytes;
    }
}
