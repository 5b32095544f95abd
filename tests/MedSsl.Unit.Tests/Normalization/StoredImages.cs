using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>Small DICOM files of given pixels.</summary>
internal static class StoredImages
{
    /// <summary>A file of one frame after another, each <paramref name="columns"/> wide; <paramref name="change"/> has the last word on its attributes.</summary>
    public static byte[] Of(string modality, int columns, int rows, int[] values, Action<DicomDataset>? change = null, int bits = 16)
    {
        var frames = values.Length / (columns * rows);
        var first = SecondaryCapture.Write(new SecondaryCaptureImage
        {
            SopClass = SopClasses.OfModality(modality), PatientId = "P", StudyUid = "1.2", SeriesUid = "1.2.3", SopInstanceUid = "1.2.3.4", Modality = modality,
            Rows = rows, Columns = columns, BitsAllocated = bits, PixelData = SecondaryCapture.Pack(values.AsSpan(0, columns * rows), bits),
        });
        var dataset = DicomFile.TryParse(first, new DicomLimits(), out var parsed, out var error) ? parsed : throw new InvalidDataException(error.Message);
        if (frames > 1)
        {
            dataset.SetString(DicomTags.NumberOfFrames, "IS", $"{frames}");
            dataset.SetBytes(DicomTags.PixelData, bits > 8 ? "OW" : "OB", SecondaryCapture.Pack(values, bits));
        }

        change?.Invoke(dataset);
        return DicomWriter.Write(dataset);
    }

    public static void SetRescale(this DicomDataset dataset, string slope, string intercept)
    {
        dataset.SetString(DicomTags.RescaleSlope, "DS", slope);
        dataset.SetString(DicomTags.RescaleIntercept, "DS", intercept);
    }

    public static void SetWindow(this DicomDataset dataset, string center, string width)
    {
        dataset.SetString(DicomTags.WindowCenter, "DS", center);
        dataset.SetString(DicomTags.WindowWidth, "DS", width);
    }

    /// <summary>The functional groups of one frame: a data set for each macro.</summary>
    public static DicomDataset Group(params (DicomTag Macro, Action<DicomDataset> Fill)[] macros)
    {
        var group = new DicomDataset();
        foreach (var (macro, fill) in macros)
        {
            var item = new DicomDataset();
            fill(item);
            group.SetItems(macro, [item]);
        }

        return group;
    }
}
