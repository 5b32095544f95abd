using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// One DICOM file on its way in: parse, check that its pixels can be decoded, de-identify, store. When the answer says "stored", the
/// instance and the marker of its open series are durable; otherwise the input is in the quarantine.
/// </summary>
internal sealed class InstanceIngestor(
    IObjectStore store, IFrameDecoder frameDecoder, DeIdentifier deIdentifier, QuarantineStore quarantine, OpenSeriesMarkers openSeries)
{
    private static readonly DicomLimits Limits = new();

    public async Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!TryPrepare(content, out var source, out var prepared, out var error))
        {
            return await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, cancellationToken)
                with { Subject = source is null ? null : AuditSubject.Of(source, deIdentifier) };
        }

        var modality = prepared.GetString(DicomTags.Modality) ?? "OT";
        var seriesUid = prepared.GetString(DicomTags.SeriesInstanceUid)!;
        var sopInstanceUid = prepared.GetString(DicomTags.SopInstanceUid)!;
        var bytes = DicomWriter.Write(prepared);

        // The marker first: an instance without a marker would never be part of a manifest.
        await openSeries.MarkAsync(dataset, seriesUid, cancellationToken);
        var key = ObjectKeys.RawInstance(dataset, seriesUid, sopInstanceUid);
        using var stream = new MemoryStream(bytes, writable: false);
        var put = await store.PutAsync(key, stream, "application/dicom", PutCondition.IfAbsent, cancellationToken);
        if (!put.Created && !await HasContentAsync(key, put.Object.Sha256, cancellationToken))
        {
            return await RejectAsync(dataset, content, RejectionReasons.ConflictingContent,
                "an instance with the same SOP Instance UID and other content was stored before and is kept", cancellationToken)
                with { Subject = AuditSubject.Of(source, prepared) };
        }

        await openSeries.ConfirmAsync(dataset, seriesUid, cancellationToken);
        IngestionMetrics.Stored.WithLabels(modality).Inc();
        IngestionMetrics.Bytes.Inc(bytes.Length);
        return new InstanceOutcome { SeriesUid = seriesUid, SopInstanceUid = sopInstanceUid, Subject = AuditSubject.Of(source, prepared) };
    }

    public async Task<InstanceOutcome> RejectAsync(
        string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, CancellationToken cancellationToken)
    {
        await quarantine.AddAsync(dataset, content, reasonCode, reason, cancellationToken);
        return new InstanceOutcome { ReasonCode = reasonCode, Reason = reason };
    }

    private bool TryPrepare(
        ReadOnlyMemory<byte> content, [NotNullWhen(true)] out DicomDataset? source, [NotNullWhen(true)] out DicomDataset? prepared, [NotNullWhen(false)] out DicomError? error)
    {
        prepared = null;
        return DicomFile.TryParse(content, Limits, out source, out error)
            && PixelDecoder.TryOpen(source, Limits, frameDecoder, out _, out error)
            && deIdentifier.TryDeIdentify(source, out prepared, out error);
    }

    private async Task<bool> HasContentAsync(string key, string sha256, CancellationToken cancellationToken)
    {
        await using var existing = await store.OpenReadAsync(key, cancellationToken);
        return existing is not null && Convert.ToHexStringLower(await SHA256.HashDataAsync(existing, cancellationToken)) == sha256;
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
