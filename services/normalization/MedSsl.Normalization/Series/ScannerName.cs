using MedSsl.Dicom;

namespace MedSsl.Normalization.Series;

/// <summary>One name for manufacturer and model, short and plain enough for keys and labels.</summary>
internal static class ScannerName
{
    public const string Unknown = "unknown";

    private const int MaxLength = 40;

    public static string Of(DicomDataset dataset) => Of(dataset.GetString(DicomTags.Manufacturer), dataset.GetString(DicomTags.ManufacturerModelName));

    public static string Of(string? manufacturer, string? model)
    {
        // Some vendors repeat their name in the model.
        var whole = model is not null && manufacturer is not null && model.StartsWith(manufacturer, StringComparison.OrdinalIgnoreCase) ? model : $"{manufacturer} {model}";
        return Plain(whole);
    }

    /// <summary>Letters and digits, in capitals, of what DICOM may hold: everything else becomes one hyphen.</summary>
    public static string Plain(string? text)
    {
        var words = string.Concat((text ?? "").Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', words);
        return name.Length == 0 ? Unknown : name[..Math.Min(name.Length, MaxLength)].TrimEnd('-');
    }
}
