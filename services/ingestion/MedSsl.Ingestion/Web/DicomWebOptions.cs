using System.ComponentModel.DataAnnotations;
using MedSsl.Contracts;

namespace MedSsl.Ingestion.Web;

/// <summary>The web door: STOW-RS, with the spool of the DICOM port and its limits behind it.</summary>
public sealed class DicomWebOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion:DicomWeb";

    /// <summary>
    /// What senders must show, as <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>; 16 characters or more. Default: empty, the door is closed.
    /// </summary>
    [RegularExpression("^([!-~]{16,256})?$")]
    public string ApiKey { get; set; } = "";

    /// <summary>Dataset that objects go to. Default: default.</summary>
    [Required]
    public string Dataset { get; set; } = "default";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Names.Violation(Dataset) is { } violation)
        {
            yield return new ValidationResult(violation, [nameof(Dataset)]);
        }
    }
}
