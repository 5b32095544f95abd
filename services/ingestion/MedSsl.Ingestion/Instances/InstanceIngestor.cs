using CommunityToolkit.HighPerformance;
using CommunityToolkit.HighPerformance.Buffers;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// One DICOM file on its way in: parse, see whether it came before, check that its pixels can be decoded, de-identify, its pixels too, store. When the answer says "stored", the
/// instance and the marker of its open series are durable; otherwise the input is in the quarantine.
/// </summary>
internal sealed class InstanceIngestor(
    IObjectStore store, IFrameDecoder frameDecoder, DeIdentifier deIdentifier, PixelCleaner pixelCleaner, QuarantineStore quarantine, OpenSeriesMarkers openSeries,
    KnownInstances known, InstanceConflicts conflicts, WithdrawnPatientRefusal withdrawn)
{
    private static readonly DicomLimits Limits = new();

    public Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        IngestAsync(dataset, content, source: null, cancellationToken);

    /// <param name="dataset">Dataset that it was sent to.</param>
    /// <param name="content">The file.</param>
    /// <param name="source">Who sent it: a calling AE title or one of <see cref="SourceNames"/>; null where that does not matter.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, string? source, CancellationToken cancellationToken)
    {
        if (!DicomFile.TryParse(content, Limits, out var parsed, out var error))
        {
            return await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, cancellationToken);
        }

        var subject = AuditSubject.Of(parsed, deIdentifier);
        var outcome = await withdrawn.HasAsync(subject.PatientId, cancellationToken)
            ? await withdrawn.RefuseAsync(dataset, content, parsed, cancellationToken)
            : await IngestAsync(dataset, content, parsed, source, subject.PatientId, cancellationToken);
        return outcome with { Subject = subject };
    }

    private async Task<InstanceOutcome> IngestAsync(
        string dataset, ReadOnlyMemory<byte> content, DicomDataset parsed, string? source, string patient, CancellationToken cancellationToken)
    {
        var sourceDigest = deIdentifier.SourceDigestOf(content);
        if (await known.FindAsync(dataset, parsed, sourceDigest, cancellationToken) is { } before)
        {
            IngestionMetrics.Duplicates.WithLabels("index").Inc();
            return before;
        }

        var outcome = TryPrepare(parsed, sourceDigest, out var prepared, out var error)
            ? await StoreAsync(dataset, content, prepared, sourceDigest, SeriesArrival.Of(dataset, prepared, source, ExpectedCount.Of(parsed)), cancellationToken)
            : await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, Place(parsed), cancellationToken);

        // Withdrawn while it was stored: either the withdrawal finds the instance, or this finds the withdrawal.
        return await withdrawn.HasNowAsync(patient, cancellationToken) ? await withdrawn.RefuseAsync(dataset, content, parsed, cancellationToken) : outcome;
    }

    public Task<InstanceOutcome> RejectAsync(string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, CancellationToken cancellationToken) =>
        RejectAsync(dataset, content, reasonCode, reason, default, cancellationToken);

    private async Task<InstanceOutcome> RejectAsync(
        string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, (string? StudyUid, string? SeriesUid) place, CancellationToken cancellationToken)
    {
        await quarantine.AddAsync(dataset, content, reasonCode, reason, place, cancellationToken);
        return new InstanceOutcome { ReasonCode = reasonCode, Reason = reason };
    }

    private bool TryPrepare(DicomDataset parsed, string sourceDigest, out DicomDataset prepared, out DicomError error)
    {
        prepared = null!;
        return PixelDecoder.TryOpen(parsed, Limits, frameDecoder, out _, out error!)
            && deIdentifier.TryDeIdentify(parsed, out prepared!, out error!, sourceDigest)
            && pixelCleaner.TryClean(parsed, prepared, out error!);
    }

    /// <summary>Which study and series a refused input is of, de-identified, as far as it could be read.</summary>
    private (string? StudyUid, string? SeriesUid) Place(DicomDataset parsed) =>
        (deIdentifier.StoredUid(parsed.GetString(DicomTags.StudyInstanceUid)), deIdentifier.StoredUid(parsed.GetString(DicomTags.SeriesInstanceUid)));

    private async Task<InstanceOutcome> StoreAsync(
        string dataset, ReadOnlyMemory<byte> content, DicomDataset prepared, string sourceDigest, SeriesArrival arrival, CancellationToken cancellationToken)
    {
        var (seriesUid, sopInstanceUid) = (prepared.GetString(DicomTags.SeriesInstanceUid)!, prepared.GetString(DicomTags.SopInstanceUid)!);
        var outcome = new InstanceOutcome { SeriesUid = seriesUid, SopInstanceUid = sopInstanceUid };
        using var bytes = new ArrayPoolBufferWriter<byte>(DicomWriter.SizeHint(prepared));
        DicomWriter.Write(prepared, bytes);

        // The marker first: an instance without a marker would never be part of a manifest.
        await openSeries.MarkAsync(arrival, cancellationToken);
        var key = ObjectKeys.RawInstance(dataset, seriesUid, sopInstanceUid);
        var put = await PutAsync(key, bytes.WrittenMemory, PutCondition.IfAbsent, cancellationToken);
        if (!put.Created && await conflicts.OtherAsync(key, prepared, put.Object.Sha256, cancellationToken) is { } stored)
        {
            await conflicts.TellAsync(dataset, outcome, stored, content, cancellationToken);
            switch (conflicts.Policy)
            {
                case ConflictPolicies.KeepFirst:
                    return outcome;
                case ConflictPolicies.KeepNewest:
                    put = await PutAsync(key, bytes.WrittenMemory, PutCondition.Overwrite, cancellationToken);
                    break;
                default:
                    return await RejectAsync(dataset, content, RejectionReasons.ConflictingContent,
                        "an instance with the same SOP Instance UID and other content was stored before and is kept",
                        (prepared.GetString(DicomTags.StudyInstanceUid), seriesUid), cancellationToken);
            }
        }

        await openSeries.ConfirmAsync(arrival, cancellationToken);
        await known.NoteAsync(dataset, seriesUid, sopInstanceUid, sourceDigest, cancellationToken);
        Count(prepared, put);
        return outcome;
    }

    private static void Count(DicomDataset prepared, PutResult put)
    {
        if (put.Created)
        {
            IngestionMetrics.Stored.WithLabels(prepared.GetString(DicomTags.Modality) ?? "OT").Inc();
            IngestionMetrics.Bytes.Inc(put.Object.Bytes);
        }
        else
        {
            IngestionMetrics.Duplicates.WithLabels("store").Inc();
        }
    }

    private async Task<PutResult> PutAsync(string key, ReadOnlyMemory<byte> bytes, PutCondition condition, CancellationToken cancellationToken)
    {
        await using var stream = bytes.AsStream();
        return await store.PutAsync(key, stream, "application/dicom", condition, cancellationToken);
    }

    private static string ReasonCode(DicomErrorCode code) => code switch
    {
        DicomErrorCode.NotDicom => RejectionReasons.NotDicom,
        DicomErrorCode.Malformed => RejectionReasons.Malformed,
        DicomErrorCode.MissingAttribute => RejectionReasons.MissingAttribute,
        DicomErrorCode.UnsupportedTransferSyntax => RejectionReasons.UnsupportedTransferSyntax,
        DicomErrorCode.UnsupportedPixels => RejectionReasons.UnsupportedPixels,
        DicomErrorCode.NoPixelData => RejectionReasons.NoPixelData,
        DicomErrorCode.TooLarge => RejectionReasons.TooLarge,
        DicomErrorCode.BurnedInAnnotation => RejectionReasons.BurnedInAnnotation,
        DicomErrorCode.IdentifierSurvived => RejectionReasons.IdentifierSurvived,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "an error code without a rejection reason"),
    };
}
