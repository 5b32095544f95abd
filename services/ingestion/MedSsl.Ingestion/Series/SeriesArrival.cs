using MedSsl.Dicom;

namespace MedSsl.Ingestion.Series;

/// <summary>An instance that is about to be stored in a series.</summary>
/// <param name="Dataset">Dataset that it was sent to.</param>
/// <param name="SeriesUid">De-identified Series Instance UID.</param>
/// <param name="Opening">What the marker of the series says if it opens it.</param>
internal sealed record SeriesArrival(string Dataset, string SeriesUid, SeriesOpening Opening)
{
    /// <param name="dataset">Dataset that it was sent to.</param>
    /// <param name="instance">The instance, de-identified.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="expected">What the instance said of the size of its series.</param>
    public static SeriesArrival Of(string dataset, DicomDataset instance, string? source, ExpectedCount? expected) => new(
        dataset,
        instance.GetString(DicomTags.SeriesInstanceUid)!,
        new SeriesOpening
        {
            StudyUid = instance.GetString(DicomTags.StudyInstanceUid),
            PatientId = instance.GetString(DicomTags.PatientId),
            Source = source,
            Expected = expected,
        });
}
