using MedSsl.Dicom.Network;

namespace MedSsl.Ingestion.Web;

/// <summary>What became of one part of a request.</summary>
/// <param name="SopClassUid">Its SOP class; null where it could not be read.</param>
/// <param name="SopInstanceUid">Its SOP instance; null where it could not be read.</param>
/// <param name="Status">A <see cref="DimseStatus"/>: what stands as Failure Reason in the answer.</param>
/// <param name="Comment">Why; null for success.</param>
internal sealed record StowOutcome(string? SopClassUid, string? SopInstanceUid, ushort Status, string? Comment)
{
    public bool IsStored => Status == DimseStatus.Success;

    public static StowOutcome Refused(ushort status, string comment) => new(null, null, status, comment);
}
