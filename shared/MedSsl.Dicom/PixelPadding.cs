namespace MedSsl.Dicom;

/// <summary>Pixels that hold no image (PS3.3 C.7.5.1.1.2).</summary>
public static class PixelPadding
{
    /// <summary>Stored values, both included, that are padding; null where the object names none.</summary>
    /// <param name="dataset">The object.</param>
    public static (double Low, double High)? RangeOf(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (Stored(dataset, DicomTags.PixelPaddingValue) is not { } value)
        {
            return null;
        }

        var limit = Stored(dataset, DicomTags.PixelPaddingRangeLimit) ?? value;
        return (Math.Min(value, limit), Math.Max(value, limit));
    }

    /// <summary>Files often write the two as unsigned beside signed pixels; a stored value above the signed half is a negative one then.</summary>
    private static double? Stored(DicomDataset dataset, DicomTag tag)
    {
        var isSigned = dataset.GetInt32(DicomTags.PixelRepresentation) == 1;
        return dataset.GetDouble(tag) is { } value ? isSigned && value > short.MaxValue ? value - (ushort.MaxValue + 1) : value : null;
    }
}
