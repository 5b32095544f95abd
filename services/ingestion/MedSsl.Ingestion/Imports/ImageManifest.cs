using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

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
        var absent = ((string[])["path", "modality", "patient_id", "study_id", "series_id"]).Where(column => Field(column).Length == 0).ToList();
        var problem = absent.Count > 0 ? $"empty: {string.Join(", ", absent)}"
            : !isNumber ? $"instance_number: expected a whole number, found \"{Field("instance_number")}\""
            : row.Modality.Length > 16 ? $"modality: expected a DICOM code of at most 16 characters such as CR, CT, MR or US, found {row.Modality.Length} characters"
            : null;
        return new ImportInput(Path.GetFullPath(Field("path"), folder), row, problem);
    }
}
