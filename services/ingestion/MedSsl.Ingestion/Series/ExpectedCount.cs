using MedSsl.Dicom;

namespace MedSsl.Ingestion.Series;

/// <summary>How many instances a series has, as one of its instances says. It counts only while all of them say the same.</summary>
/// <param name="Instances">Number of instances.</param>
/// <param name="Basis">What it was read from; the same number on another basis is another statement.</param>
internal sealed record ExpectedCount(int Instances, string Basis)
{
    /// <summary>A larger number is a slip, not a series.</summary>
    private const int MostInstances = 1_000_000;

    /// <summary>
    /// Reads the count of an object as it came, because de-identification may remove what says it; null where nothing reliable does. Number of Series
    /// Related Instances (PS3.4 C.3.4) counts what is asked for. The dimensions of a PET series (PS3.3 C.8.9.1) multiply to it. Images in Acquisition
    /// (PS3.3 C.7.6.1) counts it where the series is one acquisition, which the number of the acquisition shows; how it counts repetitions in time is
    /// not defined, so that the larger reading is taken: a count that is never reached costs the idle time and nothing else.
    /// </summary>
    public static ExpectedCount? Of(DicomDataset source)
    {
        if (Positive(source, DicomTags.NumberOfSeriesRelatedInstances) is { } related)
        {
            return Create(related, "series");
        }

        if ((source.GetInt32(DicomTags.NumberOfFrames) ?? 1) > 1)
        {
            return null; // the other attributes count images, which are not instances here
        }

        if (source.GetString(DicomTags.SopClassUid) == SopClasses.PositronEmissionTomography)
        {
            return Create(OfPet(source), "pet");
        }

        return Positive(source, DicomTags.ImagesInAcquisition) is { } images && source.GetInt32(DicomTags.AcquisitionNumber) is { } acquisition
            ? Create(images * (Positive(source, DicomTags.NumberOfTemporalPositions) ?? 1), $"acquisition {acquisition}")
            : null;
    }

    private static ExpectedCount? Create(long? instances, string basis) => instances is >= 1 and <= MostInstances ? new((int)instances, basis) : null;

    private static long? OfPet(DicomDataset source)
    {
        var type = source.GetStrings(DicomTags.SeriesType);
        if (type.Count < 2 || type[1] != "IMAGE")
        {
            return null;
        }

        var slices = Positive(source, DicomTags.NumberOfSlices);
        return type[0] switch
        {
            "STATIC" or "WHOLE BODY" => slices,
            "DYNAMIC" => slices * Positive(source, DicomTags.NumberOfTimeSlices),
            "GATED" => slices * Positive(source, DicomTags.NumberOfRRIntervals) * Positive(source, DicomTags.NumberOfTimeSlots),
            _ => null,
        };
    }

    private static long? Positive(DicomDataset source, DicomTag tag) => source.GetInt32(tag) is > 0 and <= MostInstances and var value ? value : null;
}
