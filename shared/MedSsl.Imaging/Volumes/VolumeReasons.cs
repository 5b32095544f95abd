namespace MedSsl.Imaging.Volumes;

/// <summary>Reason codes of series that make no volume: labels of metrics and records, never renamed. docs/volumes.md lists them.</summary>
public static class VolumeReasons
{
    /// <summary>Fewer slices than asked for; at least two, because one slice has no spacing.</summary>
    public const string TooFewSlices = "too-few-slices";

    /// <summary>Every image is a localizer.</summary>
    public const string OnlyLocalizers = "only-localizers";

    /// <summary>A slice lacks position, orientation or pixel spacing.</summary>
    public const string NoGeometry = "no-geometry";

    /// <summary>Direction cosines that are not two perpendicular unit vectors.</summary>
    public const string InvalidOrientation = "invalid-orientation";

    /// <summary>A pixel spacing that is not above zero.</summary>
    public const string InvalidPixelSpacing = "invalid-pixel-spacing";

    /// <summary>A Spacing Between Slices that is zero or negative.</summary>
    public const string InvalidSliceSpacing = "invalid-slice-spacing";

    /// <summary>Slices of different height or width.</summary>
    public const string InconsistentSize = "inconsistent-size";

    /// <summary>Slices of different pixel spacing.</summary>
    public const string InconsistentPixelSpacing = "inconsistent-pixel-spacing";

    /// <summary>Slices that are not parallel.</summary>
    public const string InconsistentOrientation = "inconsistent-orientation";

    /// <summary>Slices in different frames of reference: their positions cannot be compared.</summary>
    public const string InconsistentFrameOfReference = "inconsistent-frame-of-reference";

    /// <summary>Two slices at one place.</summary>
    public const string DuplicatePosition = "duplicate-position";

    /// <summary>Slices are missing: every distance is a whole multiple of the smallest, they are not all equal, and the slices are thinner than that.</summary>
    public const string Gap = "gap";

    /// <summary>Distances of slices differ by more than a factor of three.</summary>
    public const string UnevenSpacing = "uneven-spacing";

    /// <summary>Slices are displaced against each other by more than 45 degrees from their normal.</summary>
    public const string TiltTooSteep = "tilt-too-steep";

    /// <summary>More voxels than are held in memory.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A slice whose pixels cannot be decoded, or are not a number.</summary>
    public const string SliceNotDecodable = "slice-not-decodable";

    /// <summary>A slice in colour.</summary>
    public const string NotGrey = "not-grey";

    /// <summary>A CT slice without the rescale to Hounsfield units.</summary>
    public const string NotHounsfield = "not-hounsfield";

    /// <summary>A head was to be cropped, and nothing in it looks like a brain.</summary>
    public const string BrainNotFound = "brain-not-found";
}
