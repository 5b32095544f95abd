using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MedSsl.Ingestion.Imports;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>Golden image: tests/golden/png/gray16.py, one line per filter type, two IDAT chunks, deflate blocks stored as they are.</summary>
public sealed class GrayPng16Tests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "png");

    private readonly byte[] png = File.ReadAllBytes(Path.Combine(Golden, "gray16.png"));

    [Fact]
    public void Decode_all_five_filters_gives_the_golden_pixels()
    {
        Assert.True(GrayPng16.Matches(png));
        var pixels = MemoryMarshal.Cast<byte, ushort>(GrayPng16.Decode(png, out var width, out var height)).ToArray();
        Assert.Equal((7, 5), (width, height));
        Assert.Equal(JsonSerializer.Deserialize<ushort[]>(File.ReadAllText(Path.Combine(Golden, "gray16.json"))), pixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(33, 21)]
    public void Decode_gives_what_the_PNG_of_a_shard_was_made_of(int width, int height)
    {
        var noise = new Random(3);
        foreach (var pixels in new[] { TestSamples.Smooth(width, height), [.. Enumerable.Range(0, width * height).Select(_ => (ushort)noise.Next(65536))] })
        {
            var encoded = Png16.Encode(new SampleImage(width, height, pixels));
            Assert.True(GrayPng16.Matches(encoded));
            Assert.Equal(pixels, MemoryMarshal.Cast<byte, ushort>(GrayPng16.Decode(encoded, out var w, out var h)).ToArray());
            Assert.Equal((width, height), (w, h));
        }
    }

    [Fact]
    public void Decode_damaged_pixel_is_found_by_the_checksum()
    {
        // A byte of the last line: behind the lines are 4 bytes of Adler-32, 4 of CRC and 12 of IEND.
        png[^22] ^= 1;
        Assert.Throws<InvalidDataException>(() => GrayPng16.Decode(png, out _, out _));
    }

    [Fact]
    public void Decode_truncated_at_any_byte_is_invalid_data()
    {
        // Up to the IEND chunk, which says nothing about pixels.
        for (var length = 34; length < png.Length - 12; length++)
        {
            var part = png[..length];
            Assert.True(GrayPng16.Matches(part));
            Assert.Throws<InvalidDataException>(() => GrayPng16.Decode(part, out _, out _));
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(7, -1)]
    [InlineData(65_536, 1)]
    [InlineData(60_000, 60_000)]
    [InlineData(20_000, 20_000)] // legal, but 800 MB that a hundred bytes cannot hold
    public void Decode_impossible_size_is_refused_before_memory_is_taken(int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => GrayPng16.Decode(png, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Decode_unknown_filter_is_refused()
    {
        var filter = png.AsSpan().IndexOf("IDAT"u8) + 4 + 2 + 5; // zlib header, stored-block header
        png[filter] = 5;
        Assert.Contains("filter 5", Assert.Throws<InvalidDataException>(() => GrayPng16.Decode(png, out _, out _)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24, 8)] // bits
    [InlineData(25, 2)] // colour
    [InlineData(28, 1)] // interlaced
    public void Matches_other_png_is_left_to_the_library(int offset, byte value)
    {
        png[offset] = value;
        Assert.False(GrayPng16.Matches(png));
    }
}
