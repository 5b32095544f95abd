using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom;

/// <summary>Reads DICOM objects: Part 10 files, and the bare data sets that older software stores.</summary>
public static class DicomFile
{
    /// <summary>
    /// Parses a file. Nothing is copied that need not be: values stay views of <paramref name="file"/>, which must not change while the data set
    /// lives. Never throws on content.
    /// </summary>
    /// <param name="file">The bytes.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="dataset">The data set, without the file meta information.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> file, DicomLimits limits, [NotNullWhen(true)] out DicomDataset? dataset, [NotNullWhen(false)] out DicomError? error)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return FileParser.TryParse(file, limits, out dataset, out error);
    }
}
