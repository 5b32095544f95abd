namespace MedSsl.Dicom;

/// <summary>
/// The digest of the source in a de-identified object, a value of De-identification Method (0012,0063): whoever has the site key can tell an object that
/// comes again from another one under the same UID, although the profile may have changed meanwhile.
/// </summary>
public static class SourceDigest
{
    private const string Label = "SOURCE ";

    /// <summary>The digest that an object carries; null where it carries none.</summary>
    /// <param name="dataset">A de-identified object.</param>
    public static string? Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetStrings(DicomTags.DeidentificationMethod).FirstOrDefault(IsDigest)?[Label.Length..];
    }

    /// <summary>Writes another digest into an object.</summary>
    /// <param name="dataset">A de-identified object.</param>
    /// <param name="digest">The digest; null takes it out.</param>
    public static void Record(DicomDataset dataset, string? digest)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var others = dataset.GetStrings(DicomTags.DeidentificationMethod).Where(value => !IsDigest(value));
        dataset.SetString(DicomTags.DeidentificationMethod, "LO", digest is null ? [.. others] : [.. others, Label + digest]);
    }

    private static bool IsDigest(string value) => value.StartsWith(Label, StringComparison.Ordinal);
}
