namespace MedSsl.Dicom.Network.Commitment;

/// <summary>"Do you answer for these objects from now on?" (PS3.4 annex J.3.2).</summary>
/// <param name="TransactionUid">The sender's name for its question.</param>
/// <param name="Instances">The objects.</param>
public sealed record CommitmentRequest(string TransactionUid, IReadOnlyList<SopReference> Instances);
