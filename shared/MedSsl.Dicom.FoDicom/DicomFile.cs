using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using FellowOakDicom.IO;
using MedSsl.Dicom.Parsing;
using Fo = FellowOakDicom;

namespace MedSsl.Dicom;

/// <summary>
/// Reads DICOM objects with fo-dicom: Part 10 files, and the bare data sets that older software stores. fo-dicom has no limits: sequences nested ten thousand
/// deep end its process. So our own reader, which copies nothing, looks at each file first: what it refuses is refused, and what fo-dicom cannot read (data
/// sets without file meta information) is as our reader saw it.
/// </summary>
public static class DicomFile
{
    /// <summary>
    /// Parses a file. Never throws on content.
    /// </summary>
    /// <param name="file">The bytes.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="dataset">The data set, without the file meta information.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> file, DicomLimits limits, [NotNullWhen(true)] out DicomDataset? dataset, [NotNullWhen(false)] out DicomError? error)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (FileParser.TryParse(file, limits, out var seen, out error))
        {
            dataset = Read(file, seen);
            return true;
        }

        dataset = null;
        return false;
    }

    private static DicomDataset Read(ReadOnlyMemory<byte> file, DicomDataset seen)
    {
        try
        {
            using var stream = MemoryMarshal.TryGetArray(file, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(file.ToArray(), writable: false);
            return DatasetConversion.Convert(Fo.DicomFile.Open(stream, Fo.FileReadOption.ReadAll).Dataset, seen);
        }
        catch (Exception exception) when (exception is Fo.DicomFileException or Fo.DicomDataException or DicomIoException or IOException or ArgumentException or OverflowException)
        {
            return seen;
        }
    }
}
