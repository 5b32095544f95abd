using System.Buffers;
using System.Buffers.Binary;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace MedSsl.Shards;

/// <summary>
/// Lossless codec of 16-bit grey images (docs/shard-format.md): a 16-byte header and one zstd frame of <see cref="ResidualPlanes"/>. It trades a
/// little size for decoding speed, because an image is written once and read in every epoch. Thread-safe.
/// </summary>
public static class SampleCodec
{
    /// <summary>Bytes in front of the zstd frame.</summary>
    public const int HeaderBytes = 16;

    /// <summary>Largest image in pixels (8192 × 8192): the bound on what a header can make a reader allocate.</summary>
    public const int MaxPixels = 1 << 26;

    private const uint Version = 1;
    private const int CompressionLevel = 1;

    // A zstd block holds at most 128 KiB and takes at least 4 bytes (RFC 8878, 3.1.1.2): a short frame cannot stand for a large image.
    private const int BlockContent = 128 * 1024;
    private const int SmallestBlock = 4;

    // One per thread: creating one costs more than coding a small image, and it serves one call at a time.
    [ThreadStatic]
    private static Compressor? compressor;

    private static ReadOnlySpan<byte> Magic => "MSSI"u8;

    /// <summary>Encodes an image. The same pixels always give the same bytes.</summary>
    /// <exception cref="ArgumentException">The size does not fit the pixels, or is above <see cref="MaxPixels"/>.</exception>
    public static byte[] Encode(ReadOnlySpan<ushort> pixels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((long)width * height != pixels.Length || pixels.Length > MaxPixels)
        {
            throw new ArgumentException($"{width} x {height} pixels were declared and {pixels.Length} given; at most {MaxPixels} are allowed.", nameof(pixels));
        }

        compressor ??= NewCompressor();
        var bound = Compressor.GetCompressBound(2 * pixels.Length);
        var planes = ArrayPool<byte>.Shared.Rent(2 * pixels.Length);
        var encoded = ArrayPool<byte>.Shared.Rent(HeaderBytes + bound);
        try
        {
            ResidualPlanes.Split(pixels, width, planes.AsSpan(0, 2 * pixels.Length));
            WriteHeader(encoded, width, height);
            var frame = compressor.Wrap(planes.AsSpan(0, 2 * pixels.Length), encoded.AsSpan(HeaderBytes, bound));
            return encoded.AsSpan(0, HeaderBytes + frame).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    /// <summary>Decodes an image.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an encoded image, or a damaged one; the message says what is wrong.</exception>
    public static SampleImage Decode(ReadOnlySpan<byte> encoded)
    {
        var (width, height) = ReadSize(encoded);
        CheckFrame(encoded[HeaderBytes..], 2 * width * height);
        var pixels = GC.AllocateUninitializedArray<ushort>(width * height);
        Decode(encoded, width, height, pixels);
        return new SampleImage(width, height, pixels);
    }

    /// <summary>Decodes an image into a buffer that is used again.</summary>
    /// <param name="encoded">The image.</param>
    /// <param name="width">Columns that it must have.</param>
    /// <param name="height">Rows that it must have.</param>
    /// <param name="pixels">Takes the pixels, row by row; <c>width × height</c> of them.</param>
    /// <exception cref="InvalidDataException">The bytes are not an encoded image of this size, or a damaged one; the message says what is wrong.</exception>
    public static void Decode(ReadOnlySpan<byte> encoded, int width, int height, Span<ushort> pixels)
    {
        var size = ReadSize(encoded);
        if (size != (width, height))
        {
            throw new InvalidDataException($"The image is {size.Width} x {size.Height}, where one of {width} x {height} was expected.");
        }

        var planeBytes = 2 * pixels.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height);
        var frame = encoded[HeaderBytes..];
        CheckFrame(frame, planeBytes);
        var planes = ArrayPool<byte>.Shared.Rent(planeBytes);
        try
        {
            if (ZstdFrame.Unpack(frame, planes.AsSpan(0, planeBytes)) is { } problem)
            {
                throw new InvalidDataException($"The zstd frame of the {width} x {height} image is damaged: {problem}.");
            }

            ResidualPlanes.Join(planes.AsSpan(0, planeBytes), width, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    /// <summary>Width and height from the header, without decoding.</summary>
    /// <exception cref="InvalidDataException">The bytes do not begin with the header of an encoded image.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < HeaderBytes || !encoded.StartsWith(Magic))
        {
            throw new InvalidDataException($"Not an encoded image: {encoded.Length} bytes that do not begin with 'MSSI' and a header of {HeaderBytes} bytes.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]);
        if (version != Version)
        {
            throw new InvalidDataException($"The image has codec version {version}; this reader knows version {Version}.");
        }

        var width = BinaryPrimitives.ReadUInt32LittleEndian(encoded[8..]);
        var height = BinaryPrimitives.ReadUInt32LittleEndian(encoded[12..]);
        var pixels = (ulong)width * height;
        if (pixels is 0 or > MaxPixels)
        {
            throw new InvalidDataException($"The header declares {width} x {height} pixels; 1 to {MaxPixels} are allowed.");
        }

        return ((int)width, (int)height);
    }

    private static void CheckFrame(ReadOnlySpan<byte> frame, int planeBytes)
    {
        if (planeBytes > ((long)frame.Length / SmallestBlock + 1) * BlockContent)
        {
            throw new InvalidDataException($"The header declares {planeBytes} bytes of pixels, more than a zstd frame of {frame.Length} bytes can hold.");
        }
    }

    private static void WriteHeader(Span<byte> target, int width, int height)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], width);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], height);
    }

    private static Compressor NewCompressor()
    {
        var created = new Compressor(CompressionLevel);
        created.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return created;
    }
}
