using MedSsl.Dicom;
using MedSsl.Dicom.Network.Pdus;
using MedSsl.Imaging.Randomness;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

public sealed class AssociateCodecTests
{
    private static readonly AssociateRequest Request = new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "SIXTEEN_LETTERS_",
        Contexts =
        [
            new OfferedContext(1, "1.2.840.10008.1.1", [TransferSyntaxes.ImplicitVrLittleEndian]),
            new OfferedContext(255, "1.2.3.4", [TransferSyntaxes.ExplicitVrLittleEndian, TransferSyntaxes.RleLossless]),
        ],
        MaxPduLength = 0x12345,
        ImplementationClassUid = "1.2.3",
        ImplementationVersionName = "V_1",
        Roles = [new RoleSelection("1.2.840.10008.1.20.1", RequestorIsUser: true, RequestorIsProvider: false)],
    };

    private static readonly AssociateAccept Accept = new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "CT1",
        Contexts = [new AnsweredContext(1, ContextResult.Accepted, TransferSyntaxes.RleLossless), new AnsweredContext(3, ContextResult.AbstractSyntaxNotSupported, "1.2")],
        MaxPduLength = 7,
        ImplementationClassUid = "1.2.3",
        ImplementationVersionName = "V_1",
        Roles = [new RoleSelection("1.2.3", RequestorIsUser: false, RequestorIsProvider: true)],
    };

    [Fact]
    public void TryReadRequest_what_was_written_is_read_again()
    {
        Assert.True(AssociateCodec.TryReadRequest(Body(PduWriter.Request(Request)), out var read, out var problem), problem);
        Assert.Equivalent(Request, read, strict: true);
    }

    [Fact]
    public void TryReadAccept_what_was_written_is_read_again()
    {
        Assert.True(AssociateCodec.TryReadAccept(Body(PduWriter.Accept(Accept)), out var read, out var problem), problem);
        Assert.Equivalent(Accept, read, strict: true);
    }

    [Fact]
    public void TryRead_cut_at_every_byte_is_refused_or_lacks_whole_items()
    {
        var (request, accept) = (Body(PduWriter.Request(Request)), Body(PduWriter.Accept(Accept)));
        var whole = 0;
        for (var length = 0; length < request.Length; length++)
        {
            whole += AssociateCodec.TryReadRequest(request.AsSpan(0, length), out var read, out var problem) ? 1 : 0;
            Assert.True(read is null == problem is not null);
            Assert.True(read is null || read.Contexts.Count + read.Roles.Count < Request.Contexts.Count + Request.Roles.Count);
        }

        // After the fixed part and after each of the three items before the last one.
        Assert.Equal(4, whole);
        for (var length = 0; length < accept.Length; length++)
        {
            AssociateCodec.TryReadAccept(accept.AsSpan(0, length), out var read, out var problem);
            Assert.True(read is null == problem is not null);
        }
    }

    [Fact]
    public void TryRead_every_length_that_lies_is_refused_with_what_lies()
    {
        var body = Body(PduWriter.Request(Request));
        body[AssociateCodec.FixedLength + 2] = 0xFF; // the application context claims 65,000 bytes
        Assert.False(AssociateCodec.TryReadRequest(body, out _, out var problem));
        Assert.Contains("item 10H claims", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_changed_bytes_never_throw()
    {
        var random = new SeededRandom(1);
        var original = Body(PduWriter.Request(Request));
        for (var i = 0; i < 20_000; i++)
        {
            var body = original.ToArray();
            for (var change = 0; change < 4; change++)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            var good = AssociateCodec.TryReadRequest(body, out var request, out var problem);
            Assert.True(good == request is not null && good == problem is null);
            AssociateCodec.TryReadAccept(body, out _, out _);
        }
    }

    [Fact]
    public void TryReadRequest_two_contexts_of_one_id_are_refused()
    {
        var request = Request with { Contexts = [Request.Contexts[0], Request.Contexts[1] with { Id = 1 }] };
        Assert.False(AssociateCodec.TryReadRequest(Body(PduWriter.Request(request)), out _, out var problem));
        Assert.Contains("same id", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReadRequest_even_id_is_refused()
    {
        var request = Request with { Contexts = [Request.Contexts[0] with { Id = 2 }] };
        Assert.False(AssociateCodec.TryReadRequest(Body(PduWriter.Request(request)), out _, out var problem));
        Assert.Contains("odd id", problem, StringComparison.Ordinal);
    }

    private static byte[] Body(byte[] pdu) => pdu[PduStream.HeaderLength..];
}
