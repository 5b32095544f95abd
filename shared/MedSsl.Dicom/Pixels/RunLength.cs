using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels;

/// <summary>RLE Lossless (PS3.5 annex G): one segment per sample and byte, most significant byte first, each packed by runs.</summary>
internal static class RunLength
{
    private const int HeaderLength = 64;
    private const int MaxSegments = 15;

    /// <summary>Two bytes of a packed segment give at most 128 bytes.</summary>
    private const int MaxExpansion = 64;

    /// <summary>Decodes a frame to little-endian cells, samples of a pixel together; null, and why, if it does not hold the whole frame.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> frame, PixelLayout layout, out string? problem)
    {
        // Eight 1-bit cells make a byte, and a frame begins with a new one.
        var cellBytes = Math.Max(1, layout.BitsAllocated / 8);
        var segments = layout.Samples * cellBytes;
        var length = (int)(layout.BitsAllocated == 1 ? (layout.PixelsPerFrame + 7) / 8 : layout.PixelsPerFrame);
        problem = null;
        if (frame.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(frame) is var count && count != segments || segments > MaxSegments)
        {
            problem = $"an RLE frame of {frame.Length} bytes should begin with a header of {segments} segments";
            return null;
        }

        // Before anything is allocated: a few bytes cannot be a large frame.
        if ((long)length * segments > (long)frame.Length * MaxExpansion)
        {
            problem = $"an RLE frame of {frame.Length} bytes cannot hold {(long)length * segments} bytes";
            return null;
        }

        var cells = new byte[length * segments];
        for (var segment = 0; segment < segments; segment++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (segment + 1))..]);
            var end = segment + 1 < segments ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (segment + 2))..]) : (uint)frame.Length;
            if (start < HeaderLength || end < start || end > frame.Length)
            {
                problem = $"RLE segment {segment + 1} reaches from {start} to {end} in a frame of {frame.Length} bytes";
                return null;
            }

            // Segment s holds byte (cellBytes - 1 - s % cellBytes), counted from the least significant one, of sample s / cellBytes.
            var offset = (segment / cellBytes * cellBytes) + cellBytes - 1 - (segment % cellBytes);
            var unpacked = Unpack(frame[(int)start..(int)end], cells.AsSpan(offset), segments, length);
            if (unpacked < length)
            {
                problem = $"RLE segment {segment + 1} ends after {unpacked} of {length} bytes";
                return null;
            }
        }

        return cells;
    }

    /// <summary>PackBits into every <paramref name="stride"/>-th byte; returns how many bytes came. What goes beyond the frame is padding.</summary>
    private static int Unpack(ReadOnlySpan<byte> packed, Span<byte> cells, int stride, int length)
    {
        var written = 0;
        for (var read = 0; read < packed.Length && written < length;)
        {
            var control = packed[read++];
            if (control < 128)
            {
                var literals = Math.Min(Math.Min(control + 1, packed.Length - read), length - written);
                for (var i = 0; i < literals; i++)
                {
                    cells[written++ * stride] = packed[read + i];
                }

                read += control + 1;
            }
            else if (control > 128 && read < packed.Length)
            {
                var value = packed[read++];
                for (var run = Math.Min(257 - control, length - written); run > 0; run--)
                {
                    cells[written++ * stride] = value;
                }
            }
        }

        return written;
    }
}
