using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom;

/// <summary>The VOI LUT Module (PS3.3 C.11.2): how a file wants its values shown.</summary>
public static class VoiLut
{
    /// <summary>Values after the modality transformation, the first one that the table names, and its entries; null without a usable table.</summary>
    /// <param name="dataset">The object.</param>
    public static (int First, ReadOnlyMemory<ushort> Entries, int Bits)? TableOf(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);

        // The first mapped value is signed where values after the modality transformation can be negative (C.11.2.1.1).
        var signed = dataset.GetInt32(DicomTags.PixelRepresentation) == 1 || dataset.GetDouble(DicomTags.RescaleIntercept) < 0;
        return dataset.GetItems(DicomTags.VoiLutSequence) is [var item, ..]
            && LookupTable.Of(item, DicomTags.LutDescriptor, DicomTags.LutData, segmentedTag: null, signed) is { } table
            ? (table.First, table.Entries, table.Bits)
            : null;
    }

    /// <summary>Window and function of a frame (C.11.2.1.2, C.7.6.16.2.10); the first of several windows.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">Number of the frame, from 0.</param>
    public static (double? Center, double? Width, string? Function) WindowOf(DicomDataset dataset, int frame = 0)
    {
        var group = FunctionalGroups.Of(dataset, frame, DicomTags.FrameVoiLutSequence);
        return (group.GetDouble(DicomTags.WindowCenter), group.GetDouble(DicomTags.WindowWidth), group.GetString(DicomTags.VoiLutFunction));
    }
}
