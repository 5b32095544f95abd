using MedSsl.Imaging.Volumes;

namespace MedSsl.Normalization.Volumes;

/// <summary>The volume of a series at its final size with values in [0, 1], or the reason why there is none.</summary>
internal sealed record BuiltVolume(Volume? Volume, string? BodyPart, VolumeProblem? Problem)
{
    public static BuiltVolume Refused(string code, string reason) => new(null, null, new VolumeProblem(code, reason));
}
