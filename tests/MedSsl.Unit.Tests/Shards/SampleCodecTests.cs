using System.Buffers.Binary;
using MedSsl.Shards;
using Xunit;
using ZstdSharp;

namespace MedSsl.Unit.Tests.Shards;

public sealed class SampleCodecTests
{
    // Around the vector lengths of 128, 256 and 512 bits, and degenerate shapes.
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 1, 9 }, { 9, 1 }, { 2, 2 }, { 15, 4 }, { 16, 4 }, { 17, 4 }, { 31, 3 }, { 32, 3 }, { 33, 3 },
        { 63, 5 }, { 64, 5 }, { 65, 5 }, { 129, 2 }, { 224, 224 }, { 1000, 1 }, { 1, 1000 }, { 513, 257 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Decode_encoded_image_gives_the_same_pixels(int width, int height)
    {
        foreach (var pixels in new[] { TestSamples.Noise(width * height, 1), TestSamples.Smooth(width, height), new ushort[width * height] })
        {
            var image = SampleCodec.Decode(SampleCodec.Encode(pixels, width, height));

            Assert.Equal((width, height), (image.Width, image.Height));
            Assert.Equal(pixels, image.Pixels);
        }
    }

    [Fact]
    public void Encode_small_image_gives_the_documented_layout()
    {
        // Differences: 5-0, 3-5, 65535-3 (= -4); then up: 0-5, 4-3, 0-65535 (= 1). Zig-zag: 10, 3, 7, 9, 2, 2.
        var encoded = SampleCodec.Encode([5, 3, 65535, 0, 4, 0], 3, 2);

        Assert.Equal("MSSI"u8.ToArray(), encoded[..4]);
        Assert.Equal([1u, 3u, 2u], Enumerable.Range(1, 3).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(encoded.AsSpan(4 * i))));
        using var zstd = new Decompressor();
        Assert.Equal([10, 3, 7, 9, 2, 2, 0, 0, 0, 0, 0, 0], zstd.Unwrap(encoded.AsSpan(16)).ToArray());
    }

    [Fact]
    public void Encode_large_difference_uses_the_high_plane()
    {
        // 0x8000 is -32768, the longest difference: zig-zag 0xFFFF.
        using var zstd = new Decompressor();

        Assert.Equal([0xFF, 0, 0xFF, 0], zstd.Unwrap(SampleCodec.Encode([0x8000, 0x8000], 2, 1).AsSpan(16)).ToArray());
    }

    [Fact]
    public void Encode_on_many_threads_gives_the_same_bytes()
    {
        var pixels = TestSamples.Smooth(100, 80);
        var expected = SampleCodec.Encode(pixels, 100, 80);

        Parallel.For(0, 32, _ => Assert.Equal(expected, SampleCodec.Encode(pixels, 100, 80)));
    }

    [Fact]
    public void Encode_smooth_image_takes_less_than_half()
    {
        var encoded = SampleCodec.Encode(TestSamples.Smooth(256, 256), 256, 256);

        Assert.InRange(encoded.Length, 1, 256 * 256);
    }

    [Theory]
    [InlineData(3, 3, 8)]
    [InlineData(0, 0, 0)]
    [InlineData(-2, -4, 8)]
    [InlineData(65536, 65536, 0)]
    public void Encode_size_that_does_not_fit_is_refused(int width, int height, int length)
    {
        Assert.ThrowsAny<ArgumentException>(() => SampleCodec.Encode(new ushort[length], width, height));
    }

    [Fact]
    public void Decode_image_with_any_bit_flipped_is_refused()
    {
        var encoded = SampleCodec.Encode(TestSamples.Smooth(24, 10), 24, 10);
        for (var bit = 0; bit < encoded.Length * 8; bit++)
        {
            var damaged = encoded.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            // A flip in a field that zstd does not use changes nothing; no flip may change a pixel.
            var error = Record.Exception(() => Assert.Equal(SampleCodec.Decode(encoded).Pixels, SampleCodec.Decode(damaged).Pixels));

            Assert.True(error is null or InvalidDataException, $"bit {bit}: {error}");
        }
    }

    [Fact]
    public void Decode_truncated_image_is_refused()
    {
        var encoded = SampleCodec.Encode(TestSamples.Smooth(24, 10), 24, 10);
        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SampleCodec.Decode(encoded.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => SampleCodec.Decode([.. encoded, 0]));
    }

    [Theory]
    [InlineData(0u, 5u, "1 to")]
    [InlineData(8193u, 8192u, "1 to")]
    [InlineData(uint.MaxValue, uint.MaxValue, "1 to")]
    [InlineData(65536u, 65536u, "1 to")]
    [InlineData(8192u, 8192u, "can hold")]
    public void Decode_declared_size_that_cannot_be_is_refused_before_allocating(uint width, uint height, string reason)
    {
        var encoded = SampleCodec.Encode(TestSamples.Smooth(24, 10), 24, 10);
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(8), width);
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(12), height);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidDataException>(() => SampleCodec.Decode(encoded));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_other_data_says_what_was_expected()
    {
        Assert.Contains("MSSI", Assert.Throws<InvalidDataException>(() => SampleCodec.Decode("a text that is no image"u8)).Message, StringComparison.Ordinal);

        var newer = SampleCodec.Encode([1], 1, 1);
        newer[4] = 2;
        Assert.Contains("version 2", Assert.Throws<InvalidDataException>(() => SampleCodec.Decode(newer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_after_a_damaged_image_works_on_the_same_thread()
    {
        var pixels = TestSamples.Smooth(64, 64);
        var encoded = SampleCodec.Encode(pixels, 64, 64);
        Assert.Throws<InvalidDataException>(() => SampleCodec.Decode(encoded.AsSpan(0, encoded.Length / 2)));

        Assert.Equal(pixels, SampleCodec.Decode(encoded).Pixels);
    }
}
