using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// One DICOM file on its way in: parse, see whether it came before, check that its pixels can be decoded, de-identify, store. When the answer says "stored", the
/// instance and the marker of its open series are durable; otherwise the input is in the quarantine.
/// </summary>
internal sealed class InstanceIngestor(
    IObjectStore store, IFrameDecoder frameDecoder, DeIdentifier deIdentifier, QuarantineStore quarantine, OpenSeriesMarkers openSeries,
    KnownInstances known, InstanceConflicts conflicts)
{
    private static readonly DicomLimits Limits = new();

    public async Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!DicomFile.TryParse(content, Limits, out var source, out var error))
        {
            return await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, cancellationToken);
        }

        var sourceDigest = deIdentifier.SourceDigestOf(content);
        if (await known.FindAsync(dataset, source, sourceDigest, cancellationToken) is { } before)
        {
            IngestionMetrics.Duplicates.WithLabels("index").Inc();
            return before;
        }

        return TryPrepare(source, sourceDigest, out var prepared, out error)
            ? await StoreAsync(dataset, content, prepared, sourceDigest, cancellationToken)
            : await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, cancellationToken);
    }

    public async Task<InstanceOutcome> RejectAsync(
        string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, CancellationToken cancellationToken)
    {
        await quarantine.AddAsync(dataset, content, reasonCode, reason, cancellationToken);
        return new InstanceOutcome { ReasonCode = reasonCode, Reason = reason };
    }

    private bool TryPrepare(DicomDataset source, string sourceDigest, out DicomDataset prepared, out DicomError error)
    {
        prepared = null!;
        return PixelDecoder.TryOpen(source, Limits, frameDecoder, out _, out error!)
            && deIdentifier.TryDeIdentify(source, out prepared!, out error!, sourceDigest);
    }

    private async Task<InstanceOutcome> StoreAsync(
        string dataset, ReadOnlyMemory<byte> content, DicomDataset prepared, string sourceDigest, CancellationToken cancellationToken)
    {
        var (seriesUid, sopInstanceUid) = (prepared.GetString(DicomTags.SeriesInstanceUid)!, prepared.GetString(DicomTags.SopInstanceUid)!);
        var outcome = new InstanceOutcome { SeriesUid = seriesUid, SopInstanceUid = sopInstanceUid };
        var bytes = DicomWriter.Write(prepared);

        // The marker first: an instance without a marker would never be part of a manifest.
        await openSeries.MarkAsync(dataset, seriesUid, cancellationToken);
        var key = ObjectKeys.RawInstance(dataset, seriesUid, sopInstanceUid);
        var put = await PutAsync(key, bytes, PutCondition.IfAbsent, cancellationToken);
        if (!put.Created && await conflicts.OtherAsync(key, prepared, put.Object.Sha256, cancellationToken) is { } stored)
        {
            await conflicts.TellAsync(dataset, outcome, stored, content, cancellationToken);
            switch (conflicts.Policy)
            {
                case ConflictPolicies.KeepFirst:
                    return outcome;
                case ConflictPolicies.KeepNewest:
                    put = await PutAsync(key, bytes, PutCondition.Overwrite, cancellationToken);
                    break;
                default:
                    return await RejectAsync(dataset, content, RejectionReasons.ConflictingContent,
                        "an instance with the same SOP Instance UID and other content was stored before and is kept", cancellationToken);
            }
        }

        await openSeries.ConfirmAsync(dataset, seriesUid, cancellationToken);
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

    private async Task<PutResult> PutAsync(string key, byte[] bytes, PutCondition condition, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(bytes, writable: false);
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
