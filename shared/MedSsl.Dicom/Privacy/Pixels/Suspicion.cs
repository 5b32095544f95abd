namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>Kinds of images that often hold text about the patient. What an acquisition device measures (CT, MR, CR, DX and so on) is not among them.</summary>
internal static class Suspicion
{
    private const string SecondaryCaptures = "1.2.840.10008.5.1.4.1.1.7"; // and the multi-frame classes, which begin so
    private const string VisibleLight = "1.2.840.10008.5.1.4.1.1.77.1.";

    private static readonly string[] Ultrasounds = ["1.2.840.10008.5.1.4.1.1.3", "1.2.840.10008.5.1.4.1.1.3.1", "1.2.840.10008.5.1.4.1.1.6", "1.2.840.10008.5.1.4.1.1.6.1"];

    public static bool IsUltrasound(DicomDataset dataset) =>
        dataset.GetString(DicomTags.Modality)?.ToUpperInvariant() is "US" or "IVUS" or "BDUS"
        || Ultrasounds.Contains(dataset.GetString(DicomTags.SopClassUid), StringComparer.Ordinal);

    /// <summary>A picture of a screen, which shows what the screen shows, whatever it says of itself; null for others.</summary>
    public static string? OfScreens(DicomDataset dataset) =>
        dataset.GetStrings(DicomTags.ImageType).Any(type => type.StartsWith("SCREEN", StringComparison.OrdinalIgnoreCase))
            ? "Image Type (0008,0008) says that it is a picture of a screen" : null;

    /// <summary>Why an image that does not say that it is free of text may hold some; null where nothing speaks for it.</summary>
    public static string? Of(DicomDataset dataset)
    {
        var sopClass = dataset.GetString(DicomTags.SopClassUid) ?? "";
        var modality = dataset.GetString(DicomTags.Modality)?.ToUpperInvariant();
        var type = dataset.GetStrings(DicomTags.ImageType);
        return sopClass == SecondaryCaptures || sopClass.StartsWith(SecondaryCaptures + ".", StringComparison.Ordinal) ? "it is a secondary capture"
            : sopClass.StartsWith(VisibleLight, StringComparison.Ordinal) || modality is "XC" or "ES" or "GM" or "DOC" ? "it is a photograph, a film of an endoscope or a document"
            : dataset.GetString(DicomTags.ConversionType)?.ToUpperInvariant() is "DV" or "DF" or "SD" or "SI" or "DRW" ? "Conversion Type (0008,0064) says that it was digitized from video, film or paper, or drawn"
            : modality == "CT" && type is [_, var origin, var kind, ..] && IsProtocol(origin, kind, type) ? "Image Type (0008,0008) is that of protocol pages of CT scanners"
            : null;
    }

    private static bool IsProtocol(string origin, string kind, IReadOnlyList<string> type) =>
        (origin.Equals("SECONDARY", StringComparison.OrdinalIgnoreCase) && kind.Equals("OTHER", StringComparison.OrdinalIgnoreCase))
        || type.Any(value => value.EndsWith(" PROT", StringComparison.OrdinalIgnoreCase));
}
