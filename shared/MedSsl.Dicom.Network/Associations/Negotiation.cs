using MedSsl.Dicom.Network.Pdus;
using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom.Network.Associations;

/// <summary>What is agreed on when an association begins (PS3.8 section 7.1, PS3.7 annex D.3): functions of the request and of what is offered.</summary>
internal static class Negotiation
{
    private const string StandardRoot = "1.2.840.10008.";
    private const string StorageRoot = "1.2.840.10008.5.1.4.1.1.";

    /// <summary>Why the protocol itself forbids the association; null where it does not.</summary>
    public static AssociateRejection? Check(AssociateRequest request) =>
        (request.ProtocolVersions & 1) == 0 ? AssociateRejection.ProtocolVersion
        : request.ApplicationContext != AssociateCodec.ApplicationContext ? AssociateRejection.ApplicationContext
        : null;

    /// <summary>
    /// The answer to every presentation context. The requestor's first transfer syntax that is accepted counts: it knows best how its objects are
    /// stored, and nothing is decoded here. An association in which nothing is accepted is accepted all the same (PS3.8 section 7.1.1.13).
    /// </summary>
    public static AssociateAccept Accept(AssociateRequest request, AcceptorSettings settings) => new()
    {
        CalledAeTitle = request.CalledAeTitle,
        CallingAeTitle = request.CallingAeTitle,
        Contexts = [.. request.Contexts.Select(context => Answer(context, settings))],
        MaxPduLength = (uint)settings.MaxPduLength,
        ImplementationClassUid = WellKnownUids.ImplementationClass,
        ImplementationVersionName = WellKnownUids.ImplementationVersion,
        Roles = [.. request.Roles.Where(role => IsOffered(role.SopClassUid, settings)).Select(role => role with { RequestorIsProvider = false })],
    };

    /// <summary>The contexts that can be used, by id.</summary>
    public static IReadOnlyDictionary<byte, NegotiatedContext> Agreed(IEnumerable<OfferedContext> offered, IEnumerable<AnsweredContext> answered)
    {
        var syntaxes = offered.ToDictionary(context => context.Id, context => context.AbstractSyntax);
        return answered.Where(context => context.Result == ContextResult.Accepted && syntaxes.ContainsKey(context.Id)).DistinctBy(context => context.Id)
            .ToDictionary(context => context.Id, context => new NegotiatedContext(context.Id, syntaxes[context.Id], context.TransferSyntax));
    }

    /// <summary>
    /// Whether objects of this class may be stored in a context. An unknown class is one of a manufacturer, or a newer one under the standard's root
    /// of storage classes; the standard's other services (query, worklist and so on) are never taken for one.
    /// </summary>
    public static bool IsStorage(string sopClassUid, bool acceptUnknown) =>
        StorageSopClasses.Contains(sopClassUid)
        || (acceptUnknown && Uid.IsValid(sopClassUid)
            && (!sopClassUid.StartsWith(StandardRoot, StringComparison.Ordinal) || sopClassUid.StartsWith(StorageRoot, StringComparison.Ordinal)));

    private static AnsweredContext Answer(OfferedContext context, AcceptorSettings settings)
    {
        if (!IsOffered(context.AbstractSyntax, settings))
        {
            return new AnsweredContext(context.Id, ContextResult.AbstractSyntaxNotSupported, TransferSyntaxes.ImplicitVrLittleEndian);
        }

        var isStorage = IsStorage(context.AbstractSyntax, settings.AcceptUnknownSopClasses);
        var chosen = context.TransferSyntaxes.FirstOrDefault(isStorage ? NetworkTransferSyntaxes.Contains : IsPlain);
        return chosen is null
            ? new AnsweredContext(context.Id, ContextResult.TransferSyntaxesNotSupported, TransferSyntaxes.ImplicitVrLittleEndian)
            : new AnsweredContext(context.Id, ContextResult.Accepted, chosen);
    }

    private static bool IsOffered(string sopClassUid, AcceptorSettings settings) =>
        sopClassUid == WellKnownUids.Verification
        || (sopClassUid == WellKnownUids.StorageCommitment && settings.OffersCommitment)
        || IsStorage(sopClassUid, settings.AcceptUnknownSopClasses);

    /// <summary>What requests of verification and commitment come in.</summary>
    private static bool IsPlain(string uid) => uid is TransferSyntaxes.ImplicitVrLittleEndian or TransferSyntaxes.ExplicitVrLittleEndian;
}
