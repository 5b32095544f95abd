namespace MedSsl.Dicom.Network.Pdus;

/// <summary>An A-ASSOCIATE-RQ (PS3.8 section 9.3.2), as far as it matters here: what is not known is skipped, as the standard asks.</summary>
internal sealed record AssociateRequest
{
    /// <summary>Versions of the protocol that the requestor speaks, one bit each.</summary>
    public ushort ProtocolVersions { get; init; } = 1;

    public required string CalledAeTitle { get; init; }

    public required string CallingAeTitle { get; init; }

    public string ApplicationContext { get; init; } = AssociateCodec.ApplicationContext;

    public required IReadOnlyList<OfferedContext> Contexts { get; init; }

    /// <summary>Longest P-DATA-TF that the requestor takes, without its header; 0 for any.</summary>
    public uint MaxPduLength { get; init; }

    public string ImplementationClassUid { get; init; } = "";

    public string ImplementationVersionName { get; init; } = "";

    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];
}
