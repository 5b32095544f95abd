using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MedSsl.Dicom.Network.Commitment;

/// <summary>The data sets of storage commitment (PS3.4 tables J.3-1 and J.3-2) in the two plain little-endian encodings.</summary>
internal static class CommitmentDataset
{
    /// <summary>Every object successfully committed (PS3.4 annex J.3.3.1.2).</summary>
    public const ushort AllCommitted = 1;

    /// <summary>Complete, failures exist.</summary>
    public const ushort FailuresExist = 2;

    /// <summary>The one action: request storage commitment.</summary>
    public const ushort RequestAction = 1;

    private static readonly DicomTag TransactionUid = new(0x0008, 0x1195);
    private static readonly DicomTag FailedSopSequence = new(0x0008, 0x1198);
    private static readonly DicomTag ReferencedSopSequence = new(0x0008, 0x1199);
    private static readonly DicomTag ReferencedSopClassUid = new(0x0008, 0x1150);
    private static readonly DicomTag ReferencedSopInstanceUid = new(0x0008, 0x1155);
    private static readonly DicomTag FailureReason = new(0x0008, 0x1197);
    private static readonly DicomTag Item = new(0xFFFE, 0xE000);

    public static bool TryReadRequest(
        ReadOnlyMemory<byte> dataset, string transferSyntaxUid, [NotNullWhen(true)] out CommitmentRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        byte[] file = [.. new FileMeta(WellKnownUids.StorageCommitment, WellKnownUids.StorageCommitmentInstance, transferSyntaxUid).Write(), .. dataset.Span];
        if (!DicomFile.TryParse(file, new DicomLimits(), out var parsed, out var error))
        {
            problem = error.Message;
            return false;
        }

        var transaction = parsed.GetString(TransactionUid) ?? "";
        var instances = References(parsed);
        problem = !Parsing.Uid.IsValid(transaction) ? "no Transaction UID (0008,1195)"
            : instances.Count == 0 ? "no Referenced SOP Sequence (0008,1199)"
            : instances.Any(instance => !Parsing.Uid.IsValid(instance.SopClassUid) || !Parsing.Uid.IsValid(instance.SopInstanceUid)) ? "an item of (0008,1199) without valid UIDs"
            : null;
        request = problem is null ? new CommitmentRequest(transaction, instances) : null;
        return request is not null;
    }

    public static byte[] WriteRequest(CommitmentRequest request, bool isExplicit) =>
    [
        .. Uid(TransactionUid, request.TransactionUid, isExplicit),
        .. Sequence(ReferencedSopSequence, request.Instances.Select(instance => Reference(instance, isExplicit)), isExplicit),
    ];

    public static byte[] WriteReport(CommitmentReport report, bool isExplicit) =>
    [
        .. Uid(TransactionUid, report.TransactionUid, isExplicit),
        .. report.Failed.Count == 0 ? [] : Sequence(FailedSopSequence, report.Failed.Select(failed => (byte[])
            [.. Reference(failed.Instance, isExplicit), .. Element(FailureReason, "US", [(byte)failed.Reason, (byte)(failed.Reason >> 8)], isExplicit)]), isExplicit),
        .. report.Committed.Count == 0 ? [] : Sequence(ReferencedSopSequence, report.Committed.Select(instance => Reference(instance, isExplicit)), isExplicit),
    ];

    public static bool TryReadReport(ReadOnlyMemory<byte> dataset, string transferSyntaxUid, [NotNullWhen(true)] out CommitmentReport? report)
    {
        byte[] file = [.. new FileMeta(WellKnownUids.StorageCommitment, WellKnownUids.StorageCommitmentInstance, transferSyntaxUid).Write(), .. dataset.Span];
        report = DicomFile.TryParse(file, new DicomLimits(), out var parsed, out _) && parsed.GetString(TransactionUid) is { } transaction
            ? new CommitmentReport(transaction, References(parsed), [.. parsed.GetItems(FailedSopSequence).Select(item =>
                new FailedReference(Reference(item), (ushort)(item.GetInt32(FailureReason) ?? DimseStatus.ProcessingFailure)))])
            : null;
        return report is not null;
    }

    private static List<SopReference> References(DicomDataset parsed) => [.. parsed.GetItems(ReferencedSopSequence).Select(Reference)];

    private static SopReference Reference(DicomDataset item) => new(item.GetString(ReferencedSopClassUid) ?? "", item.GetString(ReferencedSopInstanceUid) ?? "");

    private static byte[] Reference(SopReference instance, bool isExplicit) =>
        [.. Uid(ReferencedSopClassUid, instance.SopClassUid, isExplicit), .. Uid(ReferencedSopInstanceUid, instance.SopInstanceUid, isExplicit)];

    private static byte[] Sequence(DicomTag tag, IEnumerable<byte[]> items, bool isExplicit) =>
        Element(tag, "SQ", [.. items.SelectMany(item => Element(Item, "", item, isExplicit: false))], isExplicit);

    private static byte[] Uid(DicomTag tag, string uid, bool isExplicit) => Element(tag, "UI", Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0"), isExplicit);

    private static byte[] Element(DicomTag tag, string vr, byte[] value, bool isExplicit)
    {
        var header = new byte[isExplicit && vr == "SQ" ? 12 : 8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), tag.Element);
        if (!isExplicit)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), value.Length);
            return [.. header, .. value];
        }

        header[4] = (byte)vr[0];
        header[5] = (byte)vr[1];
        if (vr == "SQ")
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), value.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)value.Length);
        }

        return [.. header, .. value];
    }
}
