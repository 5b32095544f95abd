using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// Refuses what comes of a patient who was withdrawn. It is the only input that is not kept: not stored, and not in the quarantine. Asked before anything is
/// stored, from a list that is some seconds old, and after it, from the store itself.
/// </summary>
internal sealed class WithdrawnPatientRefusal(IObjectStore store, DeIdentifier deIdentifier, QuarantineStore quarantine, IBus bus, TimeProvider time)
{
    private static readonly TimeSpan ListAge = TimeSpan.FromSeconds(5);
    private volatile Known? known;

    private sealed record Known(IReadOnlySet<string> Pseudonyms, DateTimeOffset ReadAt);

    /// <summary>Whether the patient is on the list.</summary>
    public async Task<bool> HasAsync(string pseudonym, CancellationToken cancellationToken)
    {
        if (known is not { } list || time.GetUtcNow() - list.ReadAt >= ListAge)
        {
            var now = time.GetUtcNow();
            known = list = new Known(await store.ReadTombstonesAsync(cancellationToken), now);
        }

        return list.Pseudonyms.Contains(pseudonym);
    }

    /// <summary>Whether the patient is withdrawn at this moment.</summary>
    public Task<bool> HasNowAsync(string pseudonym, CancellationToken cancellationToken) => store.IsWithdrawnAsync(pseudonym, cancellationToken);

    /// <summary>Removes what an earlier attempt at this input may have left, and tells that it was refused.</summary>
    public async Task<InstanceOutcome> RefuseAsync(string dataset, ReadOnlyMemory<byte> content, DicomDataset parsed, CancellationToken cancellationToken)
    {
        const string Reason = "the patient was withdrawn; nothing of this input is kept, and the sender should not send images of this patient any more";
        if (deIdentifier.StoredUid(parsed.GetString(DicomTags.SeriesInstanceUid)) is { } series && deIdentifier.StoredUid(parsed.GetString(DicomTags.SopInstanceUid)) is { } instance)
        {
            await store.DeleteAsync(ObjectKeys.RawInstance(dataset, series, instance), cancellationToken);
        }

        var sha256 = Sha256Digest.Of(content.Span);
        await quarantine.DropAsync(sha256, cancellationToken);
        await bus.Publish(
            new InstanceRejected { Dataset = dataset, ReasonCode = RejectionReasons.PatientWithdrawn, Reason = Reason, ContentSha256 = sha256, RejectedAt = time.GetUtcNow() },
            cancellationToken);
        IngestionMetrics.Rejected.WithLabels(RejectionReasons.PatientWithdrawn).Inc();
        return new InstanceOutcome { ReasonCode = RejectionReasons.PatientWithdrawn, Reason = Reason };
    }
}
