using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>A small image with an identity.</summary>
internal static class Objects
{
    public static DicomDataset Image()
    {
        var source = Files.Image(1, 2, 16, 12, 11, false, "MONOCHROME2", [1, 0, 2, 0]);
        source.SetString(DicomTags.SpecificCharacterSet, "CS", "ISO_IR 192");
        source.SetString(DicomTags.SopClassUid, "UI", SopClasses.ComputedTomography);
        source.SetString(DicomTags.SopInstanceUid, "UI", "1.2.826.0.1.11.1");
        source.SetString(DicomTags.StudyInstanceUid, "UI", "1.2.826.0.1.11.2");
        source.SetString(DicomTags.SeriesInstanceUid, "UI", "1.2.826.0.1.11.3");
        source.SetString(DicomTags.Modality, "CS", "CT");
        source.SetString(DicomTags.PatientName, "PN", "Doe^Jane");
        source.SetString(DicomTags.PatientId, "LO", "PID-77341");
        source.SetString(DicomTags.PatientBirthDate, "DA", "19610203");
        source.SetString(DicomTags.StudyDate, "DA", "20240506");
        source.SetString(DicomTags.StudyTime, "TM", "101112");
        source.SetString(DicomTags.AccessionNumber, "SH", "ACC-4711");
        source.SetString(DicomTags.InstitutionName, "LO", "St Elsewhere");
        source.SetString(DicomTags.ReferringPhysicianName, "PN", "Who^Doctor");
        source.SetString(DicomTags.Manufacturer, "LO", "ACME Imaging");
        return source;
    }
}
