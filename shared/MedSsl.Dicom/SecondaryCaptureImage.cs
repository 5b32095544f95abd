namespace MedSsl.Dicom;

/// <summary>A single-frame image to be written as DICOM: a public research image, or a phantom.</summary>
public sealed record SecondaryCaptureImage
{
    /// <summary>Storage class; Secondary Capture by default.</summary>
    public string SopClass { get; init; } = SopClasses.SecondaryCapture;

    /// <summary>Patient identifier.</summary>
    public required string PatientId { get; init; }

    /// <summary>Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Number of the image in its series.</summary>
    public int InstanceNumber { get; init; } = 1;

    /// <summary>Modality code.</summary>
    public required string Modality { get; init; }

    /// <summary>Height, pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Width, pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Bits of a pixel cell: 8, 16 or 32.</summary>
    public int BitsAllocated { get; init; } = 8;

    /// <summary>Bits of it that are used; all by default.</summary>
    public int? BitsStored { get; init; }

    /// <summary>Whether stored values are two's complement.</summary>
    public bool Signed { get; init; }

    /// <summary>MONOCHROME1, MONOCHROME2 or RGB.</summary>
    public string Photometric { get; init; } = "MONOCHROME2";

    /// <summary>Pixel cells, little endian, row by row, colour by pixel.</summary>
    public required ReadOnlyMemory<byte> PixelData { get; init; }

    /// <summary>Scale from stored values to the modality's unit; none if null.</summary>
    public double? RescaleSlope { get; init; }

    /// <summary>Offset of that scale; 0 if null.</summary>
    public double? RescaleIntercept { get; init; }

    /// <summary>Distance of pixel centres, mm; not written if null.</summary>
    public double? PixelSpacing { get; init; }

    /// <summary>VOI window centre, in units after rescale; not written unless the width is there too.</summary>
    public double? WindowCenter { get; init; }

    /// <summary>VOI window width.</summary>
    public double? WindowWidth { get; init; }

    /// <summary>Body part; not written if null.</summary>
    public string? BodyPart { get; init; }
}
