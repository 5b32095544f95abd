using System.Buffers.Binary;
using System.IO.Compression;

namespace MedSsl.Ingestion.Imports;

/// <summary>
/// Grey PNG images of 16 bits (PNG specification, sections 5, 7 and 9), not interlaced. Skia, which reads every other image, reduces exactly
/// these to 8 bits without a word; radiographs are often published so.
/// </summary>
internal static class GrayPng16
{
    private const int MaxSide = 65_535;
    private const long MaxPixels = 400_000_000;

    /// <summary>Deflate cannot do better (258 bytes for 2 bits); a small file that claims a large image is not believed, nor given memory.</summary>
    private const long MaxDeflateRatio = 1032;

    /// <summary>True when the bytes begin as such an image.</summary>
    public static bool Matches(ReadOnlySpan<byte> png) =>
        png.Length > 33 && png.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        && png.Slice(12, 4).SequenceEqual("IHDR"u8) && png[24] == 16 && png[25] == 0 && png[28] == 0;

    /// <summary>The pixels, two bytes each, little endian. A damaged file is an <see cref="InvalidDataException"/>.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> png, out int width, out int height)
    {
        width = BinaryPrimitives.ReadInt32BigEndian(png[16..]);
        height = BinaryPrimitives.ReadInt32BigEndian(png[20..]);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide || (long)width * height > MaxPixels)
        {
            throw new InvalidDataException($"a PNG image of {width} x {height} pixels: expected 1 to {MaxSide} a side and at most {MaxPixels} in all");
        }

        var data = CollectData(png);
        var stride = 2 * width;
        if ((long)(stride + 1) * height > (MaxDeflateRatio * data.Length) + MaxDeflateRatio)
        {
            throw new InvalidDataException($"the PNG image claims {width} x {height} pixels, more than its {data.Length} bytes of data can hold");
        }

        using var lines = new ZLibStream(new MemoryStream(data, writable: false), CompressionMode.Decompress);
        var pixels = new byte[(long)stride * height];
        Span<byte> filter = stackalloc byte[1];
        for (var y = 0; y < height; y++)
        {
            try
            {
                lines.ReadExactly(filter);
                lines.ReadExactly(pixels, y * stride, stride);
            }
            catch (EndOfStreamException)
            {
                throw new InvalidDataException($"the PNG image ends in line {y} of {height}");
            }

            Unfilter(filter[0], pixels.AsSpan(y * stride, stride), y == 0 ? [] : pixels.AsSpan((y - 1) * stride, stride));
        }

        // Reading to the end makes the stream compare its checksum (RFC 1950): damage that still inflates is found only by it.
        _ = lines.Read(filter);
        for (var i = 0; i < pixels.Length; i += 2)
        {
            (pixels[i], pixels[i + 1]) = (pixels[i + 1], pixels[i]);
        }

        return pixels;
    }

    private static byte[] CollectData(ReadOnlySpan<byte> png)
    {
        using var data = new MemoryStream();
        for (var position = 8; position + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png[position..]);
            if (length > png.Length - position - 12)
            {
                throw new InvalidDataException($"a chunk of the PNG file claims {length} bytes; {png.Length - position - 12} are left");
            }

            if (png.Slice(position + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.Write(png.Slice(position + 8, (int)length));
            }

            position += 12 + (int)length;
        }

        return data.ToArray();
    }

    /// <summary>Adds the prediction back (section 9.2); two bytes a pixel.</summary>
    private static void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < line.Length; i++)
        {
            int left = i >= 2 ? line[i - 2] : 0, up = above.Length > 0 ? above[i] : 0, corner = i >= 2 && above.Length > 0 ? above[i - 2] : 0;
            line[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw new InvalidDataException($"a line of the PNG image has filter {filter}; expected 0 to 4"),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
