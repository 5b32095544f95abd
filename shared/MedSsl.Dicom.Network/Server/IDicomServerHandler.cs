using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Network.Commitment;

namespace MedSsl.Dicom.Network.Server;

/// <summary>What a <see cref="DicomServer"/> asks of whoever uses it. Called from many associations at once.</summary>
public interface IDicomServerHandler
{
    /// <summary>Whether an association is wanted; null when it is.</summary>
    /// <param name="peer">Who asks.</param>
    AssociateRejection? Admit(AssociationPeer peer);

    /// <summary>Opens a place for an object, or refuses it. Either way its bytes are read; they come whatever the answer is.</summary>
    /// <param name="request">What comes.</param>
    /// <param name="place">Where it goes.</param>
    /// <param name="refusal">Why it is refused.</param>
    bool TryBeginStore(StoreRequest request, [NotNullWhen(true)] out IIncomingObject? place, [NotNullWhen(false)] out StoreAnswer? refusal);

    /// <summary>
    /// Takes over a question for storage commitment. Durable when the task ends: the answer may come at any time, on this association or another one.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="association">The association, for the answer.</param>
    /// <param name="cancellationToken">The association is over.</param>
    Task<StoreAnswer> BeginCommitmentAsync(CommitmentRequest request, AssociationPeer peer, IReportingAssociation association, CancellationToken cancellationToken);

    /// <summary>An association was accepted.</summary>
    /// <param name="peer">Whose.</param>
    void Began(AssociationPeer peer);

    /// <summary>An object was answered, whether it was taken or refused.</summary>
    /// <param name="request">The object.</param>
    /// <param name="answer">The answer.</param>
    void Answered(StoreRequest request, StoreAnswer answer);

    /// <summary>A connection ended.</summary>
    /// <param name="summary">How.</param>
    void Ended(AssociationSummary summary);
}
