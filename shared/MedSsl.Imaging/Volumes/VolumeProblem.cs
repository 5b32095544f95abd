namespace MedSsl.Imaging.Volumes;

/// <summary>Why a series makes no volume.</summary>
/// <param name="Code">One of <see cref="VolumeReasons"/>.</param>
/// <param name="Reason">What was expected and what was found.</param>
public sealed record VolumeProblem(string Code, string Reason);
