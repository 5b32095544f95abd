using System.ComponentModel.DataAnnotations;

namespace MedSsl.Normalization;

/// <summary>How images are normalized.</summary>
public sealed class NormalizationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Normalization";

    /// <summary>Longest side of a normalized image in pixels; smaller images are never enlarged. Default: 224.</summary>
    [Range(16, 4096)]
    public int WorkingSize { get; set; } = 224;

    /// <summary>
    /// Images of a modality that its reference energies are fitted on (R of the paper). Default: 1000. An import that ends with fewer fits on what
    /// there is.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ReferenceImages { get; set; } = 1000;

    /// <summary>
    /// Version of the reference energies that new datasets are normalized to; a dataset keeps the version that it began with. A version that does not
    /// exist is fitted on the first images that come. Default: v1.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    public string Reference { get; set; } = "v1";

    /// <summary>
    /// What shares reference energies: <c>modality</c>, <c>body-part</c> (of a modality), <c>scanner</c> (model, of a modality) or
    /// <c>body-part-scanner</c>. Default: modality.
    /// </summary>
    [AllowedValues("modality", "body-part", "scanner", "body-part-scanner")]
    public string ReferenceGrouping { get; set; } = "modality";

    /// <summary>Normalization passes per image. Default: 2; more gains little (docs/architecture.md).</summary>
    [Range(1, 10)]
    public int Passes { get; set; } = 2;
}
