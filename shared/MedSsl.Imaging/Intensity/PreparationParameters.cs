namespace MedSsl.Imaging.Intensity;

/// <summary>
/// What the file says about the values of one frame, and what the site wants, as far as <see cref="ModalityPreparation"/> needs it. Values that
/// are NaN are places without an image (padding).
/// </summary>
public sealed record PreparationParameters
{
    /// <summary>Window Center (0028,1050) of the frame, if the file carries one.</summary>
    public double? WindowCenter { get; init; }

    /// <summary>Window Width (0028,1051) of the frame, if the file carries one.</summary>
    public double? WindowWidth { get; init; }

    /// <summary>VOI LUT Function (0028,1056).</summary>
    public WindowFunction WindowFunction { get; init; }

    /// <summary>The first VOI LUT (0028,3010), if the file carries one.</summary>
    public VoiTable? VoiTable { get; init; }

    /// <summary>The smallest value is meant to be shown white: MONOCHROME1, or Presentation LUT Shape INVERSE.</summary>
    public bool Inverted { get; init; }

    /// <summary>True when the values of a CT are in Hounsfield units (the modality rescale has been applied).</summary>
    public bool IsRescaledToHounsfield { get; init; }

    /// <summary>Bits Stored (0028,0101): gives the full range of values; 0 when unknown.</summary>
    public int BitsStored { get; init; }

    /// <summary>Pixel Representation (0028,0103) is 1: values are two's complement.</summary>
    public bool Signed { get; init; }

    /// <summary>Projection radiography: what shutter and collimator leave visible; everything if null.</summary>
    public PixelBox? Shutter { get; init; }

    /// <summary>Projection radiography: uniform dark or bright borders are cut off.</summary>
    public bool CropBorders { get; init; }

    /// <summary>CT: the site's window, which goes before the file's.</summary>
    public WindowLevel? CtWindow { get; init; }

    /// <summary>CT: what is not connected to the body becomes air.</summary>
    public bool RemoveTable { get; init; }

    /// <summary>MR, NM and PT: the interval of the whole series (<see cref="ModalityPreparation.SeriesRange"/>); the image's own if null.</summary>
    public ValueInterval? SeriesRange { get; init; }

    /// <summary>Ultrasound: the regions with an image; empty where the file names none.</summary>
    public IReadOnlyList<PixelBox> Regions { get; init; } = [];

    /// <summary>Ultrasound without regions: the insonated field is found, and what lies outside removed.</summary>
    public bool DetectField { get; init; }
}
