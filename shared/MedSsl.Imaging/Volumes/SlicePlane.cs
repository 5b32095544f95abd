namespace MedSsl.Imaging.Volumes;

/// <summary>Where a slice lies in the patient and how its pixels are spaced (the Image Plane Module, DICOM PS3.3 C.7.6.2), as the file says it: unchecked.</summary>
public sealed record SlicePlane
{
    /// <summary>Centre of the first pixel, mm.</summary>
    public required PatientVector Position { get; init; }

    /// <summary>Direction of growing column number: the first three direction cosines.</summary>
    public required PatientVector RowDirection { get; init; }

    /// <summary>Direction of growing row number: the last three direction cosines.</summary>
    public required PatientVector ColumnDirection { get; init; }

    /// <summary>Distance of neighbouring rows, mm: the first value of Pixel Spacing.</summary>
    public required double RowSpacing { get; init; }

    /// <summary>Distance of neighbouring columns, mm: the second value of Pixel Spacing.</summary>
    public required double ColumnSpacing { get; init; }

    /// <summary>Height, pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Width, pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Slice Thickness, mm, where the file gives one: slices as thick as their distance are not far apart because others are missing.</summary>
    public double? Thickness { get; init; }

    /// <summary>Spacing Between Slices, where the file gives one. Only its sign is looked at: positions say more.</summary>
    public double? SpacingBetweenSlices { get; init; }

    /// <summary>Frame of Reference UID, where the file gives one.</summary>
    public string? FrameOfReferenceUid { get; init; }
}
