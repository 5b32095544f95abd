using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Reads the bodies of A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 sections 9.3.2 and 9.3.3). Never throws on content.</summary>
internal static class AssociateCodec
{
    /// <summary>The one application context of DICOM (PS3.7 annex A.2.1).</summary>
    public const string ApplicationContext = "1.2.840.10008.3.1.1.1";

    public const byte ApplicationContextItem = 0x10;
    public const byte OfferedContextItem = 0x20;
    public const byte AnsweredContextItem = 0x21;
    public const byte AbstractSyntaxItem = 0x30;
    public const byte TransferSyntaxItem = 0x40;
    public const byte UserInformationItem = 0x50;
    public const byte MaxLengthItem = 0x51;
    public const byte ImplementationClassItem = 0x52;
    public const byte RoleSelectionItem = 0x54;
    public const byte ImplementationVersionItem = 0x55;

    /// <summary>Version, two reserved bytes, two AE titles, 32 reserved bytes.</summary>
    public const int FixedLength = 68;

    /// <summary>Ids are odd and fit a byte.</summary>
    public const int MaxContexts = 128;

    private const int MaxTransferSyntaxes = 256;

    public static bool TryReadRequest(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AssociateRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        var user = new UserInformation();
        var contexts = new List<OfferedContext>();
        var application = "";
        if (!HasFixedPart(body, out problem))
        {
            return false;
        }

        var items = new ItemReader(body[FixedLength..]);
        while (items.TryNext(out var type, out var value))
        {
            switch (type)
            {
                case ApplicationContextItem:
                    application = Text(value);
                    break;
                case OfferedContextItem when TryReadOffer(value, out var offered, out problem):
                    contexts.Add(offered);
                    break;
                case UserInformationItem when user.TryRead(value, out problem):
                    break;
                case OfferedContextItem or UserInformationItem:
                    return false;
            }
        }

        problem = items.Problem
            ?? (contexts.Count > MaxContexts ? $"{contexts.Count} presentation contexts; at most {MaxContexts} have an id"
            : contexts.DistinctBy(context => context.Id).Count() < contexts.Count ? "two presentation contexts have the same id"
            : null);
        request = problem is not null ? null : new AssociateRequest
        {
            ProtocolVersions = BinaryPrimitives.ReadUInt16BigEndian(body),
            CalledAeTitle = Text(body.Slice(4, 16)),
            CallingAeTitle = Text(body.Slice(20, 16)),
            ApplicationContext = application,
            Contexts = contexts,
            MaxPduLength = user.MaxPduLength,
            ImplementationClassUid = user.ImplementationClassUid,
            ImplementationVersionName = user.ImplementationVersionName,
            Roles = user.Roles,
        };
        return request is not null;
    }

    public static bool TryReadAccept(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AssociateAccept? accept, [NotNullWhen(false)] out string? problem)
    {
        accept = null;
        var user = new UserInformation();
        var contexts = new List<AnsweredContext>();
        if (!HasFixedPart(body, out problem))
        {
            return false;
        }

        var items = new ItemReader(body[FixedLength..]);
        while (items.TryNext(out var type, out var value))
        {
            switch (type)
            {
                case AnsweredContextItem when TryReadAnswer(value, out var answered, out problem):
                    contexts.Add(answered);
                    break;
                case UserInformationItem when user.TryRead(value, out problem):
                    break;
                case AnsweredContextItem or UserInformationItem:
                    return false;
            }
        }

        problem = items.Problem;
        accept = problem is not null ? null : new AssociateAccept
        {
            CalledAeTitle = Text(body.Slice(4, 16)),
            CallingAeTitle = Text(body.Slice(20, 16)),
            Contexts = contexts,
            MaxPduLength = user.MaxPduLength,
            ImplementationClassUid = user.ImplementationClassUid,
            ImplementationVersionName = user.ImplementationVersionName,
            Roles = user.Roles,
        };
        return accept is not null;
    }

    /// <summary>A text or UID without its padding.</summary>
    public static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).Trim(' ', '\0');

    private static bool HasFixedPart(ReadOnlySpan<byte> body, [NotNullWhen(false)] out string? problem)
    {
        problem = body.Length < FixedLength ? $"the PDU has {body.Length} bytes; {FixedLength} come before its items" : null;
        return problem is null;
    }

    private static bool TryReadOffer(ReadOnlySpan<byte> value, [NotNullWhen(true)] out OfferedContext? context, [NotNullWhen(false)] out string? problem)
    {
        context = null;
        if (value.Length < 4 || value[0] % 2 == 0)
        {
            problem = "a presentation context without an odd id";
            return false;
        }

        var abstractSyntax = "";
        var transferSyntaxes = new List<string>();
        var items = new ItemReader(value[4..]);
        while (items.TryNext(out var type, out var item))
        {
            if (type == AbstractSyntaxItem)
            {
                abstractSyntax = Text(item);
            }
            else if (type == TransferSyntaxItem && transferSyntaxes.Count < MaxTransferSyntaxes)
            {
                transferSyntaxes.Add(Text(item));
            }
        }

        problem = items.Problem;
        context = problem is null ? new OfferedContext(value[0], abstractSyntax, transferSyntaxes) : null;
        return context is not null;
    }

    private static bool TryReadAnswer(ReadOnlySpan<byte> value, [NotNullWhen(true)] out AnsweredContext? context, [NotNullWhen(false)] out string? problem)
    {
        context = null;
        if (value.Length < 4)
        {
            problem = "a presentation context without a result";
            return false;
        }

        var transferSyntax = "";
        var items = new ItemReader(value[4..]);
        while (items.TryNext(out var type, out var item))
        {
            transferSyntax = type == TransferSyntaxItem ? Text(item) : transferSyntax;
        }

        problem = items.Problem;
        context = problem is null ? new AnsweredContext(value[0], (ContextResult)value[2], transferSyntax) : null;
        return context is not null;
    }
}
