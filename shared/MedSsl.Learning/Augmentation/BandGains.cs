using System.Text.Json.Serialization;

namespace MedSsl.Learning.Augmentation;

/// <summary>How energy bands are reweighted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BandGains>))]
public enum BandGains
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>
    /// As the paper has it (Ghesu et al. 2022): target energies from a normal distribution cut off at one standard deviation about the modality's
    /// reference. Falls back to <see cref="LogNormal"/> where a modality has no reference.
    /// </summary>
    Reference,

    /// <summary>As <see cref="Reference"/>, with target energies uniform on the same range.</summary>
    ReferenceUniform,

    /// <summary>Gains of e^(spread·N), cut off at 1.5 standard deviations; needs no reference.</summary>
    LogNormal,
}
