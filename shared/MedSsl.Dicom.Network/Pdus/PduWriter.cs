using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Writes protocol data units (PS3.8 section 9.3).</summary>
internal static class PduWriter
{
    /// <summary>Length, presentation context id and message control header of a presentation data value (PS3.8 section 9.3.5.1).</summary>
    public const int ValueHeaderLength = 6;

    public static byte[] Request(AssociateRequest request) => Associate(
        PduType.AssociateRequest, request.ProtocolVersions, request.CalledAeTitle, request.CallingAeTitle, request.ApplicationContext,
        request.Contexts.Select(context => Item(AssociateCodec.OfferedContextItem,
        [
            context.Id, 0, 0, 0, .. Text(AssociateCodec.AbstractSyntaxItem, context.AbstractSyntax),
            .. context.TransferSyntaxes.SelectMany(uid => Text(AssociateCodec.TransferSyntaxItem, uid)),
        ])),
        request.MaxPduLength, request.ImplementationClassUid, request.ImplementationVersionName, request.Roles);

    public static byte[] Accept(AssociateAccept accept) => Associate(
        PduType.AssociateAccept, 1, accept.CalledAeTitle, accept.CallingAeTitle, AssociateCodec.ApplicationContext,
        accept.Contexts.Select(context => Item(AssociateCodec.AnsweredContextItem,
            [context.Id, 0, (byte)context.Result, 0, .. Text(AssociateCodec.TransferSyntaxItem, context.TransferSyntax)])),
        accept.MaxPduLength, accept.ImplementationClassUid, accept.ImplementationVersionName, accept.Roles);

    public static byte[] Reject(AssociateRejection rejection) => Short(PduType.AssociateReject, rejection.Result, rejection.Source, rejection.Reason);

    public static byte[] ReleaseRequest() => Short(PduType.ReleaseRequest, 0, 0, 0);

    public static byte[] ReleaseResponse() => Short(PduType.ReleaseResponse, 0, 0, 0);

    /// <summary>An A-ABORT: by the service user (source 0, without a reason) or by the provider (source 2).</summary>
    public static byte[] Abort(AbortReason? reason) => Short(PduType.Abort, 0, (byte)(reason is null ? 0 : 2), (byte)(reason ?? 0));

    /// <summary>A command or data set, cut into P-DATA-TF units of at most <paramref name="maxLength"/> bytes after their header (0 for any).</summary>
    public static byte[] Data(byte contextId, bool isCommand, ReadOnlySpan<byte> content, uint maxLength)
    {
        var chunk = ChunkLength(maxLength, Math.Max(content.Length, 1));
        var output = new ArrayBufferWriter<byte>(content.Length + (((content.Length / chunk) + 1) * (PduStream.HeaderLength + ValueHeaderLength)));
        do
        {
            var part = content[..Math.Min(chunk, content.Length)];
            content = content[part.Length..];
            DataHeader(output.GetSpan(PduStream.HeaderLength + ValueHeaderLength), contextId, isCommand, content.IsEmpty, part.Length);
            output.Advance(PduStream.HeaderLength + ValueHeaderLength);
            output.Write(part);
        }
        while (!content.IsEmpty);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Bytes of content that one P-DATA-TF may carry to a peer; an even number, as PS3.8 annex E.2 asks of fragments. A peer that leaves no room for
    /// content at all gets the least that is some.
    /// </summary>
    public static int ChunkLength(uint maxLength, int wanted)
    {
        var room = maxLength == 0 ? wanted : Math.Max((long)maxLength - ValueHeaderLength, 2) & ~1L;
        return (int)Math.Min(room, wanted);
    }

    /// <summary>The headers of a P-DATA-TF with one presentation data value.</summary>
    public static void DataHeader(Span<byte> target, byte contextId, bool isCommand, bool isLast, int contentLength)
    {
        target[0] = (byte)PduType.Data;
        target[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(target[2..], contentLength + ValueHeaderLength);
        BinaryPrimitives.WriteInt32BigEndian(target[6..], contentLength + 2);
        target[10] = contextId;
        target[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }

    private static byte[] Short(PduType type, byte first, byte second, byte third) => [(byte)type, 0, 0, 0, 0, 4, 0, first, second, third];

    private static byte[] Associate(
        PduType type, ushort versions, string called, string calling, string application, IEnumerable<byte[]> contexts,
        uint maxPduLength, string implementationClass, string implementationVersion, IEnumerable<RoleSelection> roles)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, maxPduLength);
        byte[] user =
        [
            .. Item(AssociateCodec.MaxLengthItem, length), .. Text(AssociateCodec.ImplementationClassItem, implementationClass),
            .. roles.SelectMany(Role), .. Text(AssociateCodec.ImplementationVersionItem, implementationVersion),
        ];
        byte[] body =
        [
            (byte)(versions >> 8), (byte)versions, 0, 0, .. Title(called), .. Title(calling), .. new byte[32],
            .. Text(AssociateCodec.ApplicationContextItem, application), .. contexts.SelectMany(context => context), .. Item(AssociateCodec.UserInformationItem, user),
        ];
        var header = new byte[PduStream.HeaderLength];
        header[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(2), body.Length);
        return [.. header, .. body];
    }

    private static byte[] Role(RoleSelection role)
    {
        var uid = Encoding.ASCII.GetBytes(role.SopClassUid);
        return Item(AssociateCodec.RoleSelectionItem,
            [(byte)(uid.Length >> 8), (byte)uid.Length, .. uid, (byte)(role.RequestorIsUser ? 1 : 0), (byte)(role.RequestorIsProvider ? 1 : 0)]);
    }

    private static byte[] Title(string title) => Encoding.Latin1.GetBytes(title.PadRight(16)[..16]);

    private static byte[] Text(byte type, string text) => Item(type, Encoding.Latin1.GetBytes(text));

    private static byte[] Item(byte type, byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];
}
