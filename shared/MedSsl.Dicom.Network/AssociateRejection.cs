namespace MedSsl.Dicom.Network;

/// <summary>Why an association is refused: result, source and reason of an A-ASSOCIATE-RJ (PS3.8 section 9.3.4).</summary>
/// <param name="Result">1 for good, 2 for now: the sender may try again.</param>
/// <param name="Source">1 the application, 2 the association control, 3 the presentation layer.</param>
/// <param name="Reason">Reason, by source.</param>
/// <param name="Meaning">The same in words.</param>
public sealed record AssociateRejection(byte Result, byte Source, byte Reason, string Meaning)
{
    /// <summary>Not DICOM's application context.</summary>
    public static readonly AssociateRejection ApplicationContext = new(1, 1, 2, "application context name not supported");

    /// <summary>This calling AE title may not come, or not from this address or with this certificate.</summary>
    public static readonly AssociateRejection CallingAeTitle = new(1, 1, 3, "calling AE title not recognized");

    /// <summary>Nobody here is called so.</summary>
    public static readonly AssociateRejection CalledAeTitle = new(1, 1, 7, "called AE title not recognized");

    /// <summary>No version of the protocol in common.</summary>
    public static readonly AssociateRejection ProtocolVersion = new(1, 2, 2, "protocol version not supported");

    /// <summary>More data waits here than is wanted; later it will be less.</summary>
    public static readonly AssociateRejection Congestion = new(2, 3, 1, "temporary congestion");

    /// <summary>As many associations as allowed, in all or from this address.</summary>
    public static readonly AssociateRejection LocalLimit = new(2, 3, 2, "local limit exceeded");

    /// <summary>Every rejection that is sent.</summary>
    public static IReadOnlyList<AssociateRejection> All { get; } = [ApplicationContext, CallingAeTitle, CalledAeTitle, ProtocolVersion, Congestion, LocalLimit];

    /// <inheritdoc/>
    public override string ToString() => $"{Result}/{Source}/{Reason}, {Meaning}";
}
