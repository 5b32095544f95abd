namespace MedSsl.Contracts.Documents;

/// <summary>Reason codes of <see cref="NormalizationFailure"/>. New codes may be added; a consumer must accept codes it does not know.</summary>
public static class NormalizationFailureReasons
{
    /// <summary>The object cannot be parsed, or its pixels not be decoded.</summary>
    public const string UndecodablePixels = "undecodable-pixels";

    /// <summary>The image has no rows or no columns.</summary>
    public const string ZeroSize = "zero-size";

    /// <summary>A CT image without rescale slope and intercept: its values have no unit.</summary>
    public const string MissingRescale = "missing-rescale";

    /// <summary>Rescale slope or intercept is absent beside the other, no finite number, 0 as a slope, or of an impossible size.</summary>
    public const string InvalidRescale = "invalid-rescale";

    /// <summary>Values are infinite or not a number after decoding and rescale.</summary>
    public const string NotFinite = "not-finite";

    /// <summary>The modality is not among those that the site has switched on.</summary>
    public const string ModalityNotConfigured = "modality-not-configured";
}
