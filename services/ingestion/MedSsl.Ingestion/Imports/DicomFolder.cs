namespace MedSsl.Ingestion.Imports;

/// <summary>All files of a folder and its sub-folders; what is no DICOM is refused one by one, with a reason.</summary>
internal static class DicomFolder
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <exception cref="ImportException">There is nothing at the path.</exception>
    public static List<ImportInput> Read(string path)
    {
        if (File.Exists(path))
        {
            return [new ImportInput(path, Row: null)];
        }

        if (!Directory.Exists(path))
        {
            throw new ImportException($"{path}: expected a folder of DICOM files or one file, found nothing there");
        }

        var inputs = Directory.EnumerateFiles(path, "*", Everything).Order(StringComparer.Ordinal).Select(file => new ImportInput(file, Row: null)).ToList();
        return inputs.Count > 0 ? inputs : throw new ImportException($"{path}: expected DICOM files, found an empty folder");
    }
}
