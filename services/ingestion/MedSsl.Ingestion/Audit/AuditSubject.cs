using MedSsl.Audit.Messages;
using MedSsl.Dicom;

namespace MedSsl.Ingestion.Audit;

/// <summary>Whom and what an instance is of, as the trail names it.</summary>
internal sealed record AuditSubject
{
    /// <summary>For what could not be read.</summary>
    public static readonly AuditSubject Unknown = new() { StudyUid = "unknown", PatientId = "unknown", SopClassUid = "unknown", IsDeIdentified = true };

    public required string StudyUid { get; init; }

    public required string PatientId { get; init; }

    public required string SopClassUid { get; init; }

    public required bool IsDeIdentified { get; init; }

    /// <summary>The same subject by the identifiers that it came with; null where those were not read.</summary>
    public AuditSubject? Original { get; init; }

    /// <summary>The subject of an instance, as it is named where it is stored, or would be.</summary>
    public static AuditSubject Of(DicomDataset source, DeIdentifier deIdentifier)
    {
        var original = OriginalOf(source);
        var (study, patient) = (source.GetString(DicomTags.StudyInstanceUid), source.GetString(DicomTags.PatientId));
        return original with
        {
            StudyUid = deIdentifier.StoredUid(study) ?? Unknown.StudyUid,
            PatientId = string.IsNullOrWhiteSpace(patient) && string.IsNullOrWhiteSpace(study)
                ? Unknown.PatientId
                : deIdentifier.PatientPseudonym(patient, source.GetString(DicomTags.IssuerOfPatientId), study),
            IsDeIdentified = true,
            Original = original,
        };
    }

    /// <summary>As the site wants it named.</summary>
    public AuditSubject As(bool original) => original && Original is not null ? Original : this with { Original = null };

    public StudyContent Content(string dataset, IReadOnlyList<SopClassCount> sopClasses) =>
        new() { StudyUid = StudyUid, PatientId = PatientId, IsDeIdentified = IsDeIdentified, Dataset = dataset, SopClasses = sopClasses };

    private static AuditSubject OriginalOf(DicomDataset source) => new()
    {
        StudyUid = source.GetString(DicomTags.StudyInstanceUid) is { Length: > 0 } study ? study : Unknown.StudyUid,
        PatientId = source.GetString(DicomTags.PatientId) is { Length: > 0 } patient ? patient : Unknown.PatientId,
        SopClassUid = source.GetString(DicomTags.SopClassUid) is { Length: > 0 } sopClass ? sopClass : Unknown.SopClassUid,
        IsDeIdentified = false,
    };
}
