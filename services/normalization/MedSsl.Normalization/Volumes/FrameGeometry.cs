using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom;
using MedSsl.Imaging.Volumes;

namespace MedSsl.Normalization.Volumes;

/// <summary>Reads where a frame lies: from the Image Plane Module, or from the functional groups of an enhanced multi-frame object.</summary>
internal static class FrameGeometry
{
    private const string Localizer = "LOCALIZER"; // value 3 of Image Type (PS3.3 C.8.2.1.1.1); other vendors put it later

    public static bool IsLocalizer(DicomDataset dataset) => dataset.GetStrings(DicomTags.ImageType).Any(value => value.Trim() == Localizer);

    public static bool TryRead(DicomDataset dataset, int frame, [NotNullWhen(true)] out SlicePlane? plane, [NotNullWhen(false)] out VolumeProblem? problem)
    {
        var position = FunctionalGroups.Of(dataset, frame, DicomTags.PlanePositionSequence).GetDoubles(DicomTags.ImagePositionPatient);
        var orientation = FunctionalGroups.Of(dataset, frame, DicomTags.PlaneOrientationSequence).GetDoubles(DicomTags.ImageOrientationPatient);
        var measures = FunctionalGroups.Of(dataset, frame, DicomTags.PixelMeasuresSequence);
        var spacing = measures.GetDoubles(DicomTags.PixelSpacing);
        if (position is not [var x, var y, var z] || orientation is not [var a, var b, var c, var d, var e, var f] || spacing is not [var rows, var columns])
        {
            plane = null;
            problem = new VolumeProblem(
                VolumeReasons.NoGeometry,
                $"Every slice needs 3 numbers of position, 6 of orientation and 2 of pixel spacing; frame {frame} of an instance has {position.Count}, {orientation.Count} and {spacing.Count}.");
            return false;
        }

        problem = null;
        plane = new SlicePlane
        {
            Position = new PatientVector(x, y, z),
            RowDirection = new PatientVector(a, b, c),
            ColumnDirection = new PatientVector(d, e, f),
            RowSpacing = rows,
            ColumnSpacing = columns,
            Rows = dataset.GetInt32(DicomTags.Rows) ?? 0,
            Columns = dataset.GetInt32(DicomTags.Columns) ?? 0,
            Thickness = measures.GetDouble(DicomTags.SliceThickness),
            SpacingBetweenSlices = measures.GetDouble(DicomTags.SpacingBetweenSlices),
            FrameOfReferenceUid = dataset.GetString(DicomTags.FrameOfReferenceUid),
        };
        return true;
    }
}
