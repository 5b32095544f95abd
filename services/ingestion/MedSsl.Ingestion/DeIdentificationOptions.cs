using System.ComponentModel.DataAnnotations;
using MedSsl.Dicom;

namespace MedSsl.Ingestion;

/// <summary>
/// What stays in an image: the Basic Profile of PS3.15 annex E with options. Everything else is removed. A change holds for what comes in from then
/// on; an instance that was stored before and comes again differs from what is stored and is set aside as conflicting content.
/// </summary>
public sealed class DeIdentificationOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion:DeIdentification";

    /// <summary>
    /// What happens to dates: <c>moved</c> by a number of whole days that is the same for everything of one patient, <c>removed</c>, or <c>full</c>
    /// (kept; only where the law and the patients permit it). Default: <c>moved</c>.
    /// </summary>
    [AllowedValues("moved", "removed", "full")]
    public string Dates { get; set; } = "moved";

    /// <summary>Keeps station names and serial numbers of the equipment. Default: true.</summary>
    public bool RetainDevice { get; set; } = true;

    /// <summary>Keeps sex, size, weight and the age in a band of years. Default: true.</summary>
    public bool RetainPatientCharacteristics { get; set; } = true;

    /// <summary>Ages are rounded down to a multiple of so many years; every age above 89 is 89. Default: 5.</summary>
    [Range(1, 45)]
    public int AgeBandYears { get; set; } = 5;

    /// <summary>Keeps settings of the acquisition: tube voltage, echo time, kernel. Default: true.</summary>
    public bool RetainAcquisitionParameters { get; set; } = true;

    /// <summary>
    /// Keeps descriptions (of study, series, protocol) in which no word identifies; free text can still name somebody whom no other attribute names.
    /// Default: false.
    /// </summary>
    public bool RetainCleanDescriptors { get; set; }

    /// <summary>Keeps a short list of private attributes that hold numbers only (scales, diffusion). Default: false.</summary>
    public bool RetainSafePrivate { get; set; }

    /// <summary>Keeps name and address of the institution. Default: false.</summary>
    public bool RetainInstitution { get; set; }

    /// <summary>Keeps UIDs: whoever has the originals finds the patient by them. Default: false.</summary>
    public bool RetainUids { get; set; }

    /// <summary>Refuses images that say of themselves that their pixels hold identifying text (Burned In Annotation YES). Default: true.</summary>
    public bool RefuseBurnedInAnnotation { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RetainPatientCharacteristics && AgeBandYears != new DeIdentificationOptions().AgeBandYears)
        {
            yield return new ValidationResult(
                $"AgeBandYears is {AgeBandYears}, but RetainPatientCharacteristics is false: no age is kept; leave one of the two out", [nameof(AgeBandYears)]);
        }
    }

    /// <summary>The profile that these options ask for.</summary>
    internal DeIdentificationProfile ToProfile() => new()
    {
        Options = (Dates switch { "moved" => ProfileOptions.ModifiedDates, "full" => ProfileOptions.FullDates, _ => ProfileOptions.None })
            | (RetainDevice ? ProfileOptions.Device : 0)
            | (RetainPatientCharacteristics ? ProfileOptions.PatientCharacteristics : 0)
            | (RetainCleanDescriptors ? ProfileOptions.Descriptors : 0)
            | (RetainSafePrivate ? ProfileOptions.SafePrivate : 0)
            | (RetainInstitution ? ProfileOptions.Institution : 0)
            | (RetainUids ? ProfileOptions.Uids : 0),
        AcquisitionParameters = RetainAcquisitionParameters,
        AgeBandYears = AgeBandYears,
        RefuseBurnedInAnnotation = RefuseBurnedInAnnotation,
    };
}
