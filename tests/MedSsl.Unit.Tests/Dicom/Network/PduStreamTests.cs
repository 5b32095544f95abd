using MedSsl.Dicom.Network.Pdus;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

public sealed class PduStreamTests
{
    private const int MaxLength = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task Read_units_come_whole_however_the_network_cuts_them(int piece)
    {
        var content = Enumerable.Range(0, 90_001).Select(i => (byte)(i * 7)).ToArray();
        byte[] wire =
        [
            .. PduWriter.Data(1, isCommand: true, content.AsSpan(0, 30), MaxLength), .. PduWriter.Data(3, isCommand: false, content, 40_000), .. PduWriter.ReleaseRequest(),
        ];
        var pdus = new PduStream(new PiecemealStream(wire, piece), MaxLength);

        var command = await pdus.ReadAsync(CancellationToken.None);
        Assert.Equal((PduType.Data, (byte)1, (byte)3), (command.Type, command.Body.Span[4], command.Body.Span[5]));
        Assert.Equal(content.AsSpan(0, 30), command.Body.Span[6..]);
        var collected = new List<byte>();
        for (var last = false; !last;)
        {
            var part = await pdus.ReadAsync(CancellationToken.None);
            Assert.InRange(part.Body.Length, 7, 40_000);
            Assert.Equal(3, part.Body.Span[4]);
            last = part.Body.Span[5] == 2;
            collected.AddRange(part.Body.Span[6..]);
        }

        Assert.Equal(content, collected);
        Assert.Equal(PduType.ReleaseRequest, (await pdus.ReadAsync(CancellationToken.None)).Type);
        Assert.Equal(PduType.EndOfStream, (await pdus.ReadAsync(CancellationToken.None)).Type);
    }

    [Fact]
    public async Task Read_cut_at_every_byte_is_an_end_of_stream_error()
    {
        var wire = PduWriter.Data(1, isCommand: true, new byte[20], MaxLength);
        for (var length = 1; length < wire.Length; length++)
        {
            var pdus = new PduStream(new MemoryStream(wire[..length]), MaxLength);
            await Assert.ThrowsAsync<EndOfStreamException>(async () => await pdus.ReadAsync(CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", AbortReason.UnrecognizedPdu)]
    [InlineData("\u0004\0\u00FF\u00FF\u00FF\u00FF........", AbortReason.InvalidParameter)]
    [InlineData("\u0001\0\u007F\u00FF\u00FF\u00FF........", AbortReason.InvalidParameter)]
    [InlineData("\u0005\0\0\0\0\u0005.....", AbortReason.InvalidParameter)]
    [InlineData("\u0003\0\0\0\0\0", AbortReason.InvalidParameter)]
    [InlineData("\0\0\0\0\0\0\0\0", AbortReason.UnrecognizedPdu)]
    [InlineData("\u0008\0\0\0\0\u0004....", AbortReason.UnrecognizedPdu)]
    public async Task Read_what_is_no_unit_or_claims_too_much_is_refused_before_memory_is_given(string wire, object reason)
    {
        var pdus = new PduStream(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(wire)), MaxLength);
        var violation = await Assert.ThrowsAsync<PduViolationException>(async () => await pdus.ReadAsync(CancellationToken.None));
        Assert.Equal(reason, violation.Reason);
    }

    [Theory]
    [InlineData(0u, 1000, 1000)]
    [InlineData(16384u, 1_000_000, 16378)]
    [InlineData(17u, 1000, 10)]
    [InlineData(1u, 1000, 2)]
    [InlineData(uint.MaxValue, 1000, 1000)]
    public void ChunkLength_fits_the_peer(uint maxLength, int wanted, int expected) => Assert.Equal(expected, PduWriter.ChunkLength(maxLength, wanted));

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class PiecemealStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
