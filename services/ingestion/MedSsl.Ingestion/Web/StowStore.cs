using System.Buffers;
using System.Net;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.Ingestion.Series;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Web;

/// <summary>One part of a store request into the spool, as it comes: memory does not depend on its size, and success means that it is flushed to disk.</summary>
internal sealed class StowStore(ObjectSpool spool, IOptions<DicomWebOptions> web, IOptions<DicomOptions> dicom)
{
    /// <summary>Bytes in which file meta information and study UID are looked for.</summary>
    private const int HeadBytes = 256 << 10;

    /// <summary>Whether objects are taken at all just now.</summary>
    public bool IsClosed => !spool.IsOpen || spool.IsClosed;

    /// <summary>Stores a part, or says why not. What was not read of a refused part is left in the stream.</summary>
    /// <param name="part">A DICOM file.</param>
    /// <param name="studyUid">The study that it must be of; null for any.</param>
    /// <param name="sender">Where it comes from.</param>
    /// <param name="cancellationToken">The request is over.</param>
    public async Task<StowOutcome> StoreAsync(Stream part, string? studyUid, IPAddress sender, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeadBytes);
        try
        {
            var length = await part.ReadAtLeastAsync(buffer, HeadBytes, throwOnEndOfStream: false, cancellationToken);
            if (!FileMeta.TryRead(buffer.AsSpan(0, length), out var meta, out var start, out var problem))
            {
                return StowOutcome.Refused(DimseStatus.CannotUnderstand, problem);
            }

            var answer = Refusal(buffer.AsSpan(start, length - start), meta, studyUid)
                ?? await SpoolAsync(part, meta, buffer, start, length, sender, cancellationToken);
            DicomMetrics.Objects.WithLabels(DicomMetrics.Status(answer.Status)).Inc();
            return new StowOutcome(meta.SopClassUid, meta.SopInstanceUid, answer.Status, answer.Comment);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private StoreAnswer? Refusal(ReadOnlySpan<byte> head, FileMeta meta, string? studyUid)
    {
        var (sopClass, instance) = DatasetHead.Read(head, meta.TransferSyntaxUid);
        if (head.IsEmpty)
        {
            return new StoreAnswer(DimseStatus.CannotUnderstand, "the data set is empty");
        }

        if (!dicom.Value.AcceptUnknownSopClasses && !StorageSopClasses.Contains(meta.SopClassUid))
        {
            return new StoreAnswer(DimseStatus.SopClassNotSupported, "the SOP class is not one of the storage service");
        }

        if ((sopClass ?? meta.SopClassUid) != meta.SopClassUid || (instance ?? meta.SopInstanceUid) != meta.SopInstanceUid)
        {
            return new StoreAnswer(DimseStatus.DataSetMismatch, "data set is of another class or instance than the file says");
        }

        return studyUid is null || DatasetHead.Find(head, meta.TransferSyntaxUid, DicomTags.StudyInstanceUid) == studyUid
            ? null
            : new StoreAnswer(DimseStatus.DataSetMismatch, "the instance is not, or not visibly, of the study of the address");
    }

    private async Task<StoreAnswer> SpoolAsync(Stream part, FileMeta meta, byte[] buffer, int start, int length, IPAddress sender, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(new AssociationPeer(SourceNames.Stow, SourceNames.Stow, sender, null, ""), meta);
        if (!spool.TryBegin(request, web.Value.Dataset, out var place, out var refusal))
        {
            return refusal;
        }

        using (place)
        {
            place.Append(buffer.AsSpan(start, length - start));
            while ((length = await part.ReadAsync(buffer, cancellationToken)) > 0)
            {
                place.Append(buffer.AsSpan(0, length));
            }

            return await place.CompleteAsync(cancellationToken);
        }
    }
}
