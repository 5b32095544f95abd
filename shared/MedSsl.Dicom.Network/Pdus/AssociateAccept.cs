namespace MedSsl.Dicom.Network.Pdus;

/// <summary>An A-ASSOCIATE-AC (PS3.8 section 9.3.3).</summary>
internal sealed record AssociateAccept
{
    /// <summary>Repeated from the request (reserved fields, PS3.8 table 9-17).</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>Repeated from the request.</summary>
    public required string CallingAeTitle { get; init; }

    public required IReadOnlyList<AnsweredContext> Contexts { get; init; }

    /// <summary>Longest P-DATA-TF that the acceptor takes, without its header; 0 for any.</summary>
    public uint MaxPduLength { get; init; }

    public string ImplementationClassUid { get; init; } = "";

    public string ImplementationVersionName { get; init; } = "";

    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];
}
