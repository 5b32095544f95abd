using System.Numerics;
using System.Runtime.InteropServices;
using MedSsl.Dicom.Pixels;

namespace MedSsl.Dicom;

/// <summary>The modality transformation (PS3.3 C.11.1): from stored values to the unit of the modality.</summary>
public static class ModalityLut
{
    // No scanner needs more: MR and PT scale by 1e-4 to 1e4. What lies outside would drown pixels in the rounding of their sum.
    private const double SmallestSlope = 1e-9;
    private const double LargestSlope = 1e6;
    private const double LargestIntercept = 1e7;

    /// <summary>What the object says about its rescale; to be asked before <see cref="Apply"/>, which ignores what is absurd.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">Number of the frame, from 0.</param>
    public static RescaleStatus Check(DicomDataset dataset, int frame = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.GetItems(DicomTags.ModalityLutSequence).Count > 0)
        {
            return RescaleStatus.Usable;
        }

        var group = FunctionalGroups.Of(dataset, frame, DicomTags.PixelValueTransformationSequence);
        var (slope, intercept) = (group.GetDouble(DicomTags.RescaleSlope), group.GetDouble(DicomTags.RescaleIntercept));
        if (!HasValue(group, DicomTags.RescaleSlope) && !HasValue(group, DicomTags.RescaleIntercept))
        {
            return RescaleStatus.Absent;
        }

        return slope is { } s && intercept is { } i && Math.Abs(s) is >= SmallestSlope and <= LargestSlope && Math.Abs(i) <= LargestIntercept
            ? RescaleStatus.Usable
            : RescaleStatus.Absurd;
    }

    /// <summary>Applies the Modality LUT Sequence if there is one, else rescale slope and intercept, else nothing.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="values">Stored values of a frame, replaced.</param>
    /// <param name="frame">Number of the frame, from 0; frames of enhanced objects may differ.</param>
    /// <returns>Whether the values are Hounsfield units now.</returns>
    public static bool Apply(DicomDataset dataset, Span<float> values, int frame = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var signed = dataset.GetInt32(DicomTags.PixelRepresentation) == 1;
        if (dataset.GetItems(DicomTags.ModalityLutSequence) is [var item, ..]
            && LookupTable.Of(item, DicomTags.LutDescriptor, DicomTags.LutData, segmentedTag: null, signed) is { } table)
        {
            foreach (ref var value in values)
            {
                value = float.IsNaN(value) ? value : table[value]; // padding stays what it is
            }

            return item.GetString(DicomTags.ModalityLutType) == "HU";
        }

        var group = FunctionalGroups.Of(dataset, frame, DicomTags.PixelValueTransformationSequence);
        if (group.GetDouble(DicomTags.RescaleSlope) is not { } slope || group.GetDouble(DicomTags.RescaleIntercept) is not { } intercept || slope == 0)
        {
            return false; // a slope of 0 would erase the image: such a file means none
        }

        Rescale(values, slope, intercept);

        // The type may be left out for original CT images, and is HU then (PS3.3 C.8.2.1).
        return group.GetString(DicomTags.RescaleType) is { } type ? type == "HU" : dataset.GetString(DicomTags.Modality) == "CT";
    }

    // In double precision, as the decimal strings of the file have it; a slice of CT has a quarter of a million of these.
    private static void Rescale(Span<float> values, double slope, double intercept)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (wideSlope, wideIntercept) = (new Vector<double>(slope), new Vector<double>(intercept));
        for (var i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out var first, out var second);
            wide[i] = Vector.Narrow((first * wideSlope) + wideIntercept, (second * wideSlope) + wideIntercept);
        }

        foreach (ref var value in values[(wide.Length * Vector<float>.Count)..])
        {
            value = (float)((value * slope) + intercept);
        }
    }

    private static bool HasValue(DicomDataset dataset, DicomTag tag) => dataset.GetString(tag) is not null;
}
