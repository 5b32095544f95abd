using MedSsl.Dicom;

namespace MedSsl.Ingestion.Series;

/// <summary>An instance that is about to be stored in a series.</summary>
internal sealed record SeriesArrival
{
    /// <summary>Dataset that it was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>De-identified Study Instance UID; null where it is not known.</summary>
    public string? StudyUid { get; init; }

    /// <summary>Pseudonym of the patient; null where it is not known.</summary>
    public string? PatientId { get; init; }

    /// <summary>Who sent it: a calling AE title or one of <see cref="SourceNames"/>; null where nobody said.</summary>
    public string? Source { get; init; }

    /// <summary>What it said of the size of its series, if anything.</summary>
    public ExpectedCount? Expected { get; init; }

    /// <param name="dataset">Dataset that it was sent to.</param>
    /// <param name="instance">The instance, de-identified.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="expected">What it said, before it was de-identified, of the size of its series.</param>
    public static SeriesArrival Of(string dataset, DicomDataset instance, string? source, ExpectedCount? expected) => new()
    {
        Dataset = dataset,
        SeriesUid = instance.GetString(DicomTags.SeriesInstanceUid)!,
        StudyUid = instance.GetString(DicomTags.StudyInstanceUid),
        PatientId = instance.GetString(DicomTags.PatientId),
        Source = source,
        Expected = expected,
    };
}
