using MedSsl.Dicom;
using MedSsl.Imaging;

namespace MedSsl.Normalization.Series;

/// <summary>The regions of an ultrasound image (PS3.3 C.8.5.5): the two-dimensional ones, or all where a file has no such one (M-mode, spectral).</summary>
internal static class UltrasoundRegions
{
    private const int TwoDimensional = 1; // Region Spatial Format, C.8.5.5.1.1

    public static IReadOnlyList<PixelBox> Of(DicomDataset dataset)
    {
        var regions = dataset.GetItems(DicomTags.SequenceOfUltrasoundRegions);
        var flat = regions.Where(region => region.GetInt32(DicomTags.RegionSpatialFormat) == TwoDimensional).Select(Box).OfType<PixelBox>().ToList();
        return flat.Count > 0 ? flat : [.. regions.Select(Box).OfType<PixelBox>()];
    }

    /// <summary>Corners count from 0, and the maximum is inside.</summary>
    private static PixelBox? Box(DicomDataset region) =>
        Edge(region, DicomTags.RegionLocationMinX0) is { } left && Edge(region, DicomTags.RegionLocationMinY0) is { } top
        && Edge(region, DicomTags.RegionLocationMaxX1) is { } right && Edge(region, DicomTags.RegionLocationMaxY1) is { } bottom
        && PixelBox.Between(left, top, right, bottom) is { IsEmpty: false } box
            ? box
            : null;

    private static int? Edge(DicomDataset region, DicomTag tag) => region.GetInt32(tag) is >= 0 and <= ushort.MaxValue and { } edge ? edge : null;
}
