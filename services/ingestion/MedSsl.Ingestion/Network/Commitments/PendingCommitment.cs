using MedSsl.Dicom.Network.Commitment;

namespace MedSsl.Ingestion.Network.Commitments;

/// <summary>A question for storage commitment that was taken over and is not answered yet.</summary>
internal sealed record PendingCommitment
{
    public required CommitmentRequest Request { get; init; }

    /// <summary>Who asked.</summary>
    public required string CallingAeTitle { get; init; }

    /// <summary>Whom it asked.</summary>
    public required string CalledAeTitle { get; init; }

    public required DateTimeOffset AskedAt { get; init; }
}
