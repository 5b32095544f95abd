namespace MedSsl.Dicom.Network.Client;

/// <summary>What a client wants to send: a SOP class in one transfer syntax.</summary>
/// <param name="SopClassUid">SOP class.</param>
/// <param name="TransferSyntaxUid">Transfer syntax.</param>
public sealed record ProposedContext(string SopClassUid, string TransferSyntaxUid)
{
    /// <summary>Most contexts of one association: ids are odd and fit a byte (PS3.8 section 9.3.2.2).</summary>
    public const int MaxCount = 128;

    /// <summary>C-ECHO.</summary>
    public static readonly ProposedContext Verification = new(WellKnownUids.Verification, TransferSyntaxes.ImplicitVrLittleEndian);

    /// <summary>N-EVENT-REPORT of storage commitment.</summary>
    public static readonly ProposedContext StorageCommitment = new(WellKnownUids.StorageCommitment, TransferSyntaxes.ExplicitVrLittleEndian);
}
