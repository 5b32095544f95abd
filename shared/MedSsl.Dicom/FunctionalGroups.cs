namespace MedSsl.Dicom;

/// <summary>Attributes of an enhanced multi-frame object (PS3.3 C.7.6.16), which lie in sequences that its frames share or have for themselves.</summary>
public static class FunctionalGroups
{
    /// <summary>
    /// The data set that holds a macro's attributes for one frame: an item of <paramref name="macro"/>, or the data set itself where the object
    /// has no functional groups.
    /// </summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">Number of the frame, from 0.</param>
    /// <param name="macro">Sequence of the macro, such as <see cref="DicomTags.PixelMeasuresSequence"/>.</param>
    public static DicomDataset Of(DicomDataset dataset, int frame, DicomTag macro)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var perFrame = dataset.GetItems(DicomTags.PerFrameFunctionalGroupsSequence);
        var own = frame >= 0 && frame < perFrame.Count ? perFrame[frame].GetItems(macro) : [];
        if (own.Count > 0)
        {
            return own[0];
        }

        var shared = dataset.GetItems(DicomTags.SharedFunctionalGroupsSequence);
        var common = shared.Count > 0 ? shared[0].GetItems(macro) : [];
        return common.Count > 0 ? common[0] : dataset;
    }
}
