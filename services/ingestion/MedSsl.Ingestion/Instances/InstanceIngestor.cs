using System.Security.Cryptography;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
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

    public Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        IngestAsync(dataset, content, source: null, cancellationToken);

    /// <param name="dataset">Dataset that it was sent to.</param>
    /// <param name="content">The file.</param>
    /// <param name="source">Who sent it: a calling AE title or one of <see cref="SourceNames"/>; null where that does not matter.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<InstanceOutcome> IngestAsync(string dataset, ReadOnlyMemory<byte> content, string? source, CancellationToken cancellationToken)
    {
        if (!TryPrepare(content, out var parsed, out var prepared, out var error))
        {
            return await RejectAsync(dataset, content, ReasonCode(error.Code), error.Message, Place(parsed), cancellationToken);
        }

        var modality = prepared.GetString(DicomTags.Modality) ?? "OT";
        var seriesUid = prepared.GetString(DicomTags.SeriesInstanceUid)!;
        var sopInstanceUid = prepared.GetString(DicomTags.SopInstanceUid)!;
        var bytes = DicomWriter.Write(prepared);

        // The marker first: an instance without a marker would never be part of a manifest.
        var arrival = SeriesArrival.Of(dataset, prepared, source, ExpectedCount.Of(parsed!));
        await openSeries.MarkAsync(arrival, cancellationToken);
        var key = ObjectKeys.RawInstance(dataset, seriesUid, sopInstanceUid);
        using var stream = new MemoryStream(bytes, writable: false);
        var put = await store.PutAsync(key, stream, "application/dicom", PutCondition.IfAbsent, cancellationToken);
        if (!put.Created && !await HasContentAsync(key, put.Object.Sha256, cancellationToken))
        {
            return await RejectAsync(dataset, content, RejectionReasons.ConflictingContent,
                "an instance with the same SOP Instance UID and other content was stored before and is kept", Place(parsed), cancellationToken);
        }

        await openSeries.ConfirmAsync(arrival, cancellationToken);
        IngestionMetrics.Stored.WithLabels(modality).Inc();
        IngestionMetrics.Bytes.Inc(bytes.Length);
        return new InstanceOutcome { SeriesUid = seriesUid, SopInstanceUid = sopInstanceUid };
    }

    public Task<InstanceOutcome> RejectAsync(string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, CancellationToken cancellationToken) =>
        RejectAsync(dataset, content, reasonCode, reason, default, cancellationToken);

    private async Task<InstanceOutcome> RejectAsync(
        string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, (string? StudyUid, string? SeriesUid) place, CancellationToken cancellationToken)
    {
        await quarantine.AddAsync(dataset, content, reasonCode, reason, place, cancellationToken);
        return new InstanceOutcome { ReasonCode = reasonCode, Reason = reason };
    }

    private bool TryPrepare(ReadOnlyMemory<byte> content, out DicomDataset? parsed, out DicomDataset prepared, out DicomError error)
    {
        prepared = null!;
        return DicomFile.TryParse(content, Limits, out parsed, out error!)
            && PixelDecoder.TryOpen(parsed, Limits, frameDecoder, out _, out error!)
            && deIdentifier.TryDeIdentify(parsed, out prepared!, out error!);
    }

    /// <summary>Which study and series a refused input is of, de-identified, as far as it could be read.</summary>
    private (string? StudyUid, string? SeriesUid) Place(DicomDataset? parsed) =>
        (deIdentifier.StoredUid(parsed?.GetString(DicomTags.StudyInstanceUid)), deIdentifier.StoredUid(parsed?.GetString(DicomTags.SeriesInstanceUid)));

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
