using System.Buffers.Binary;
using System.IO.Compression;

namespace MedSsl.Shards;

/// <summary>
/// Grey PNG images of 16 bits (PNG specification, sections 5, 9 and 10): the optional <c>{key}.png</c> member of a shard, for readers that have no decoder of
/// <see cref="SampleCodec"/>. The bytes depend on the pixels and on the zlib of the runtime.
/// </summary>
public static class Png16
{
    private const int HeaderBytes = 33;
    private const int FilterSub = 1;
    private const int FilterUp = 2;
    private const int FilterPaeth = 4;

    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Encodes an image: each row with the filter whose residuals are smallest, as libpng chooses it.</summary>
    public static byte[] Encode(SampleImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 16; // bits; grey, deflate, adaptive filters and not interlaced are zeros
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(image));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Width and height of such an image; null where the bytes begin as something else.</summary>
    public static (int Width, int Height)? ReadSize(ReadOnlySpan<byte> png) =>
        png.Length > HeaderBytes && png.StartsWith(Signature) && png[12..].StartsWith("IHDR"u8) && png[24..29].SequenceEqual((ReadOnlySpan<byte>)[16, 0, 0, 0, 0])
            ? (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]))
            : null;

    private static byte[] Compress(SampleImage image)
    {
        var stride = 2 * image.Width;
        var (above, line) = (new byte[stride], new byte[stride]);
        var candidates = new[] { new byte[stride + 1], new byte[stride + 1], new byte[stride + 1] };
        (candidates[0][0], candidates[1][0], candidates[2][0]) = (FilterSub, FilterUp, FilterPaeth);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(line.AsSpan(2 * x), image.Pixels[(y * image.Width) + x]);
                }

                zlib.Write(Smallest(line, above, candidates));
                (above, line) = (line, above);
            }
        }

        return compressed.ToArray();
    }

    private static byte[] Smallest(byte[] line, byte[] above, byte[][] candidates)
    {
        long sub = 0, up = 0, paeth = 0;
        for (var i = 0; i < line.Length; i++)
        {
            int left = i >= 2 ? line[i - 2] : 0, over = above[i], corner = i >= 2 ? above[i - 2] : 0;
            sub += Size(candidates[0][i + 1] = (byte)(line[i] - left));
            up += Size(candidates[1][i + 1] = (byte)(line[i] - over));
            paeth += Size(candidates[2][i + 1] = (byte)(line[i] - Paeth(left, over, corner)));
        }

        return candidates[paeth <= sub && paeth <= up ? 2 : up <= sub ? 1 : 0];

        static int Size(byte residual) => Math.Abs((int)(sbyte)residual);
    }

    private static int Paeth(int left, int over, int corner)
    {
        var estimate = left + over - corner;
        int toLeft = Math.Abs(estimate - left), toOver = Math.Abs(estimate - over), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toOver && toLeft <= toCorner ? left : toOver <= toCorner ? over : corner;
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
