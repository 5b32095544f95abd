namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>
/// Sequence of Ultrasound Regions (0018,6011; PS3.3 C.8.5.5): where the echoes are. Names and numbers of the patient stand in the banner around them.
/// </summary>
internal static class UltrasoundRegions
{
    /// <summary>A banner of one line of text takes more than so small a part of the screen; regions that leave less have not been made to tell it apart.</summary>
    private const double LeastOutside = 1.0 / 64;

    /// <summary>What is outside of the regions; null, and why, where they cannot be relied on.</summary>
    public static PixelMask? Outside(DicomDataset dataset, int rows, int columns, out string problem)
    {
        var items = dataset.GetItems(DicomTags.SequenceOfUltrasoundRegions);
        problem = "it has no ultrasound regions (0018,6011)";
        if (items.Count == 0)
        {
            return null;
        }

        var regions = new List<PixelRectangle>();
        foreach (var item in items)
        {
            if (item.GetInt32(DicomTags.RegionLocationMinX0) is not { } x0 || item.GetInt32(DicomTags.RegionLocationMinY0) is not { } y0
                || item.GetInt32(DicomTags.RegionLocationMaxX1) is not { } x1 || item.GetInt32(DicomTags.RegionLocationMaxY1) is not { } y1
                || x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0 || x1 > columns || y1 > rows)
            {
                problem = $"region {regions.Count + 1} of its ultrasound regions (0018,6011) is incomplete, or not within {rows} x {columns} pixels";
                return null;
            }

            // Both corners belong to the region; many scanners write the number of columns for the last one. Format 0 is nothing that was
            // measured and 5 is graphics (C.8.5.5.1.1): text.
            var isImage = item.GetInt32(DicomTags.RegionSpatialFormat) is null or (>= 1 and <= 4);
            regions.Add(isImage ? new PixelRectangle(x0, y0, x1 - x0 + 1, y1 - y0 + 1) : default);
        }

        var mask = PixelMask.Outside(regions, rows, columns);
        var outside = (double)mask.Count / ((long)rows * columns);
        problem = outside == 1 ? "none of its ultrasound regions (0018,6011) is an image" : "its ultrasound regions (0018,6011) cover the whole image, banner and all";
        return outside is >= LeastOutside and < 1 ? mask : null;
    }
}
