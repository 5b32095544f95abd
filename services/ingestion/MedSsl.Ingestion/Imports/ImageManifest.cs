using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using MedSsl.Contracts;

namespace MedSsl.Ingestion.Imports;

/// <summary>Reads a manifest of images (CSV with a header, RFC 4180). Unknown columns are ignored; missing ones are named.</summary>
internal static class ImageManifest
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "path", "modality", "patient_id", "study_id", "series_id", "instance_number", "task", "label", "label_detail", "mask_path", "split_hint",
    ];

    /// <summary>Every row as an input; a row that cannot be used carries its problem. A manifest that cannot be used at all throws.</summary>
    /// <exception cref="ImportException">The file is no such manifest.</exception>
    public static List<ImportInput> Read(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            using var csv = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null });
            if (!csv.Read() || !csv.ReadHeader())
            {
                throw new ImportException($"{path} is empty: expected a CSV file with the columns {string.Join(", ", Columns)}");
            }

            var missing = Columns.Except(csv.HeaderRecord ?? [], StringComparer.Ordinal).ToList();
            if (missing.Count > 0)
            {
                throw new ImportException($"{path} lacks the column{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)}; expected {string.Join(", ", Columns)} (others are ignored)");
            }

            var inputs = new List<ImportInput>();
            while (csv.Read())
            {
                inputs.Add(ReadRow(csv, folder));
            }

            return inputs;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CsvHelperException)
        {
            throw new ImportException($"{path} cannot be read as a manifest: {exception.Message}");
        }
    }

    private static ImportInput ReadRow(CsvReader csv, string folder)
    {
        string Field(string column) => csv.GetField(column)?.Trim() ?? "";

        var isNumber = int.TryParse(Field("instance_number"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        var row = new ManifestRow
        {
            Line = csv.Parser.RawRow,
            Modality = Field("modality").ToUpperInvariant(),
            PatientId = Field("patient_id"),
            StudyId = Field("study_id"),
            SeriesId = Field("series_id"),
            InstanceNumber = number,
            Task = Field("task"),
            Label = Field("label"),
            LabelDetail = Field("label_detail"),
            SplitHint = Field("split_hint"),
        };
        var path = Field("path");
        var isPath = !path.Contains('\0', StringComparison.Ordinal);
        return new ImportInput(isPath ? Path.GetFullPath(path, folder) : folder, row, isPath ? Problem(row, path, isNumber) : "path: expected a path, found a zero character in it");
    }

    /// <summary>
    /// What is wrong with a row; null when nothing is. No value is repeated: where columns have slipped, any of them may be a name, and the reason goes
    /// on the bus.
    /// </summary>
    private static string? Problem(ManifestRow row, string path, bool isNumber)
    {
        var required = ((string Column, string Value)[])[("path", path), ("modality", row.Modality), ("patient_id", row.PatientId), ("study_id", row.StudyId), ("series_id", row.SeriesId)];
        var absent = required.Where(field => field.Value.Length == 0).Select(field => field.Column).ToList();
        return absent.Count > 0 ? $"empty: {string.Join(", ", absent)}"
            : !isNumber ? "instance_number: expected a whole number, found something else"
            : !IsCode(row.Modality) ? "modality: expected a DICOM code of at most 16 letters and digits such as CR, CT, MR or US, found something else"
            : row.PatientId.Contains('\\', StringComparison.Ordinal) ? "patient_id: found a backslash, which separates two values in DICOM"
            : row.Task.Length > 0 && Names.Violation(row.Task) is not null ? $"task: expected at most {Names.MaxLength} letters, digits, '-', '_' and '.', a letter or digit first, found something else"
            : null;
    }

    private static bool IsCode(string modality) => modality.Length <= 16 && modality.All(char.IsAsciiLetterOrDigit);
}
