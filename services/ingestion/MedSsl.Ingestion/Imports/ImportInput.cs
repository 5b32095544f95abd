namespace MedSsl.Ingestion.Imports;

/// <summary>One input of an import: a file and, from a manifest, what is said about it.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Row">The row of the manifest; null for a folder of DICOM files.</param>
/// <param name="Problem">Why the row cannot be used; null where it can.</param>
internal sealed record ImportInput(string Path, ManifestRow? Row, string? Problem = null)
{
    /// <summary>How the input is named to a person.</summary>
    public string Name => Row is null ? Path : $"{Path} (line {Row.Line} of the manifest)";
}
