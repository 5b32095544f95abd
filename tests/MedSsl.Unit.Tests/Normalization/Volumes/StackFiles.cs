using System.Globalization;
using MedSsl.Dicom;
using MedSsl.Imaging.Volumes;

namespace MedSsl.Unit.Tests.Normalization.Volumes;

/// <summary>CT files of a stack: a ball of 60 HU in air; slice i is 10 mm above slice i - 1.</summary>
internal static class StackFiles
{
    public const int Side = 24;

    public static byte[] Slice(int slice, Action<DicomDataset>? change = null) => DicomWriter.Write(Changed(Dataset(slice, [slice]), change, slice));

    /// <summary>The same slices as one enhanced multi-frame object, its frames in the order given.</summary>
    public static byte[] Enhanced(params int[] slices)
    {
        var dataset = Dataset(slices[0], slices);
        dataset.SetString(DicomTags.NumberOfFrames, "IS", slices.Length.ToString(CultureInfo.InvariantCulture));
        dataset.SetItems(DicomTags.SharedFunctionalGroupsSequence, [Item(
            (DicomTags.PlaneOrientationSequence, Item(item => item.SetString(DicomTags.ImageOrientationPatient, "DS", "1", "0", "0", "0", "1", "0"))),
            (DicomTags.PixelMeasuresSequence, Item(item => item.SetString(DicomTags.PixelSpacing, "DS", "5", "5"))))]);
        dataset.SetItems(DicomTags.PerFrameFunctionalGroupsSequence, [.. slices.Select(slice => Item((DicomTags.PlanePositionSequence, Item(item => Place(item, slice)))))]);
        dataset.Remove(DicomTags.PixelSpacing);
        return DicomWriter.Write(dataset);
    }

    public static void Place(DicomDataset dataset, double slice) => dataset.SetString(DicomTags.ImagePositionPatient, "DS", "-57.5", "-57.5", (slice * 10).ToString(CultureInfo.InvariantCulture));

    private static DicomDataset Changed(DicomDataset dataset, Action<DicomDataset>? change, int slice)
    {
        Place(dataset, slice);
        dataset.SetString(DicomTags.ImageOrientationPatient, "DS", "1", "0", "0", "0", "1", "0");
        change?.Invoke(dataset);
        return dataset;
    }

    private static DicomDataset Dataset(int number, int[] slices) => Parse(SecondaryCapture.Write(new SecondaryCaptureImage
    {
        SopClass = SopClasses.ComputedTomography,
        PatientId = "P1",
        StudyUid = "1.0",
        SeriesUid = "1.1",
        SopInstanceUid = $"1.1.{number}",
        InstanceNumber = number,
        Modality = "CT",
        Rows = Side,
        Columns = Side,
        BitsAllocated = 16,
        BitsStored = 12,
        RescaleSlope = 1,
        RescaleIntercept = -1024,
        PixelSpacing = 5,
        PixelData = SecondaryCapture.Pack([.. Enumerable.Range(0, Side * Side).Select(i => Stored(i % Side, i / Side, slices[0]))], 16),
    }), slices);

    private static DicomDataset Parse(byte[] file, int[] slices)
    {
        var dataset = DicomFile.TryParse(file, new DicomLimits(), out var parsed, out var error) ? parsed : throw new InvalidDataException(error.Message);
        dataset.SetString(DicomTags.ImageType, "CS", "ORIGINAL", "PRIMARY", "AXIAL");
        dataset.SetBytes(DicomTags.PixelData, "OW", slices.SelectMany(slice => SecondaryCapture.Pack([.. Enumerable.Range(0, Side * Side).Select(i => Stored(i % Side, i / Side, slice))], 16)).ToArray());
        return dataset;
    }

    /// <summary>A ball of 40 mm about x = y = 0, z = 45, with a gradient to tell its sides apart.</summary>
    private static int Stored(int x, int y, int slice)
    {
        var at = new PatientVector((x * 5) - 57.5, (y * 5) - 57.5, (slice * 10) - 45);
        return at.Length <= 40 ? 1024 + 60 + x - (2 * y) : 24;
    }

    private static DicomDataset Item(Action<DicomDataset> fill)
    {
        var item = new DicomDataset();
        fill(item);
        return item;
    }

    private static DicomDataset Item(params (DicomTag Sequence, DicomDataset Item)[] macros) => Item(item =>
    {
        foreach (var (sequence, macro) in macros)
        {
            item.SetItems(sequence, [macro]);
        }
    });
}
