using MedSsl.Dicom;
using MedSsl.Imaging;

namespace MedSsl.Normalization.Series;

/// <summary>
/// What display shutter (PS3.3 C.7.6.11) and collimator (C.8.7.3) leave of a radiograph, as the box around it. Both count columns and rows from 1 and
/// include the edges that they name; several shapes together leave what is in all of them.
/// </summary>
internal static class ShutterBox
{
    public static PixelBox? Of(DicomDataset dataset)
    {
        var shutter = Box(
            dataset, DicomTags.ShutterShape,
            (DicomTags.ShutterLeftVerticalEdge, DicomTags.ShutterUpperHorizontalEdge, DicomTags.ShutterRightVerticalEdge, DicomTags.ShutterLowerHorizontalEdge),
            DicomTags.ShutterCenter, DicomTags.ShutterRadius, DicomTags.ShutterVertices);
        var collimator = Box(
            dataset, DicomTags.CollimatorShape,
            (DicomTags.CollimatorLeftVerticalEdge, DicomTags.CollimatorUpperHorizontalEdge, DicomTags.CollimatorRightVerticalEdge, DicomTags.CollimatorLowerHorizontalEdge),
            DicomTags.CollimatorCenter, DicomTags.CollimatorRadius, DicomTags.CollimatorVertices);
        return shutter is { } first && collimator is { } second ? first.Intersect(second) : shutter ?? collimator;
    }

    private static PixelBox? Box(
        DicomDataset dataset, DicomTag shape, (DicomTag Left, DicomTag Upper, DicomTag Right, DicomTag Lower) edges, DicomTag center, DicomTag radius, DicomTag vertices)
    {
        PixelBox? box = null;
        foreach (var name in dataset.GetStrings(shape))
        {
            var one = name switch
            {
                "RECTANGULAR" => Rectangle(dataset, edges),
                "CIRCULAR" => Circle(dataset.GetDoubles(center), dataset.GetInt32(radius)),
                "POLYGONAL" => Polygon(dataset.GetDoubles(vertices)),
                _ => null,
            };
            box = box is { } before && one is { } more ? before.Intersect(more) : box ?? one;
        }

        return box;
    }

    private static PixelBox? Rectangle(DicomDataset dataset, (DicomTag Left, DicomTag Upper, DicomTag Right, DicomTag Lower) edges) =>
        dataset.GetInt32(edges.Left) is { } left && dataset.GetInt32(edges.Upper) is { } upper && dataset.GetInt32(edges.Right) is { } right && dataset.GetInt32(edges.Lower) is { } lower
            ? FromOne(left, upper, right, lower)
            : null;

    private static PixelBox? Circle(IReadOnlyList<double> center, int? radius) => center is [var row, var column] && radius is > 0 and { } r
        ? FromOne(column - r, row - r, column + r, row + r)
        : null;

    private static PixelBox? Polygon(IReadOnlyList<double> vertices)
    {
        var (rows, columns) = (vertices.Where((_, i) => i % 2 == 0).ToList(), vertices.Where((_, i) => i % 2 == 1).ToList());
        return rows.Count >= 3 && rows.Count == columns.Count ? FromOne(columns.Min(), rows.Min(), columns.Max(), rows.Max()) : null;
    }

    private static PixelBox FromOne(double left, double upper, double right, double lower) => PixelBox.Between(Column(left), Column(upper), Column(right), Column(lower));

    // Bounded, so that no sum overflows; an image has at most 65,535 columns.
    private static int Column(double fromOne) => (int)Math.Clamp(fromOne, -1e6, 1e6) - 1;
}
