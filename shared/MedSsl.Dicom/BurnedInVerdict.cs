using MedSsl.Dicom.Privacy.Pixels;

namespace MedSsl.Dicom;

/// <summary>What is to be done about text in the pixels of one image, and why.</summary>
public sealed record BurnedInVerdict
{
    /// <summary>Why the image is refused, and what to do; null where it is not. Holds no value of the patient.</summary>
    public string? Refusal { get; private init; }

    /// <summary>What decided: a rule, the ultrasound regions, or that nothing speaks against the image. At most 40 characters.</summary>
    public required string Source { get; init; }

    /// <summary>Whether somebody vouches for the result: a rule, or the regions. An image that only gives no cause for suspicion is not claimed to be clean.</summary>
    public bool IsVouchedFor { get; private init; }

    /// <summary>The pixels that are blanked, as rectangles that do not overlap; empty where none is.</summary>
    public IReadOnlyList<PixelRectangle> Blanked => Mask?.Rectangles() ?? [];

    internal PixelMask? Mask { get; private init; }

    internal static BurnedInVerdict Refuse(string source, string refusal) => new() { Source = source, Refusal = refusal };

    internal static BurnedInVerdict Blank(string source, PixelMask mask) => new() { Source = source, Mask = mask, IsVouchedFor = true };

    internal static BurnedInVerdict KnownClean(string source) => new() { Source = source, IsVouchedFor = true };

    internal static BurnedInVerdict Unsuspicious(string source) => new() { Source = source };
}
