using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels;

/// <summary>Which fragments make which frame (PS3.5 section A.4).</summary>
internal static class FrameFragments
{
    /// <summary>The bytes of each frame; null, and why, where fragments and frames cannot be matched.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Of(IReadOnlyList<ReadOnlyMemory<byte>> fragments, int frames, out string? problem)
    {
        problem = null;
        var parts = fragments.Skip(1).ToList(); // the first one is the Basic Offset Table
        if (parts.Count == frames)
        {
            return parts;
        }

        if (frames == 1 && parts.Count > 0)
        {
            return [Join(parts)];
        }

        var table = fragments.Count > 0 ? fragments[0].Span : default;
        if (table.Length != 4 * frames || parts.Count < frames)
        {
            problem = $"{parts.Count} fragments and an offset table of {table.Length / 4} entries cannot be matched to {frames} frames";
            return null;
        }

        // Offsets count from behind the table and include the eight bytes of each fragment's item tag and length.
        var result = new List<ReadOnlyMemory<byte>>(frames);
        var next = 0;
        long offset = 0;
        for (var frame = 0; frame < frames; frame++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * frame)..]);
            var end = frame + 1 < frames ? BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * (frame + 1))..]) : uint.MaxValue;
            var first = next;
            if (offset != start)
            {
                problem = $"frame {frame + 1} begins at offset {start} by the offset table, but no fragment does";
                return null;
            }

            while (next < parts.Count && offset < end)
            {
                offset += 8 + parts[next++].Length;
            }

            result.Add(Join(parts.GetRange(first, next - first)));
        }

        return result;
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
