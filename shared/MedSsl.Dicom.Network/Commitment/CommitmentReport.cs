namespace MedSsl.Dicom.Network.Commitment;

/// <summary>The answer to a <see cref="CommitmentRequest"/> (PS3.4 annex J.3.3).</summary>
/// <param name="TransactionUid">Transaction of the request.</param>
/// <param name="Committed">Objects that are durable here.</param>
/// <param name="Failed">Objects that are not, each with a reason (a DIMSE status).</param>
public sealed record CommitmentReport(string TransactionUid, IReadOnlyList<SopReference> Committed, IReadOnlyList<FailedReference> Failed);
