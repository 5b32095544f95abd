using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;
using ZstdSharp;

namespace MedSsl.Unit.Tests.Shards;

/// <summary>Both ways to unpack a frame, of which a machine takes one.</summary>
public sealed class ZstdFrameTests
{
    private delegate string? Unpack(ReadOnlySpan<byte> frame, Span<byte> target);

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public void Unpack_gives_what_was_packed_by_the_library_and_by_the_port(int bytes)
    {
        var content = Enumerable.Range(0, bytes).Select(i => (byte)(i * i / 7)).ToArray();
        var frame = Pack(content);

        foreach (var unpack in Ways())
        {
            var target = new byte[bytes];
            Assert.Null(unpack(frame, target));
            Assert.Equal(content, target);
        }
    }

    [Fact]
    public void Unpack_frame_that_is_damaged_cut_off_or_of_another_size_is_refused_by_both()
    {
        var content = Enumerable.Range(0, 5000).Select(i => (byte)(i * i / 7)).ToArray();
        var frame = Pack(content);
        byte[] flipped = [.. frame];
        flipped[frame.Length / 2] ^= 4;
        byte[] checksum = [.. frame];
        checksum[^1] ^= 1;

        foreach (var unpack in Ways())
        {
            Assert.NotNull(unpack(flipped, new byte[5000]));
            Assert.NotNull(unpack(checksum, new byte[5000]));
            Assert.NotNull(unpack(frame.AsSpan(0, frame.Length - 5), new byte[5000]));
            Assert.NotNull(unpack("not a frame"u8, new byte[5000]));
            Assert.NotNull(unpack(frame, new byte[4999]));
            Assert.Equal("it holds 5000 bytes; 5001 were expected", unpack(frame, new byte[5001]));
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using var compressor = new Compressor(1);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(content).ToArray();
    }

    private static IEnumerable<Unpack> Ways() => ZstdFrame.IsNative ? [ZstdFrame.UnpackManaged, ZstdFrame.UnpackNative] : [ZstdFrame.UnpackManaged];
}
