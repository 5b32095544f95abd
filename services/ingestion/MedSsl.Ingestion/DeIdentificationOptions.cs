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

    /// <summary>
    /// What happens to images whose pixels may hold text about the patient: <c>clean</c> (what rules and ultrasound regions tell is blanked; what nothing
    /// makes sure is refused), <c>refuse</c> (as clean, but no pixel is changed: what would be blanked is refused) or <c>trust</c> (only images that say
    /// Burned In Annotation YES are refused). Default: <c>clean</c>.
    /// </summary>
    [AllowedValues("clean", "refuse", "trust")]
    public string BurnedIn { get; set; } = "clean";

    /// <summary>
    /// File of the site's own rules about text in pixels (docs/de-identification.md), which are asked before those of the platform. It is read at the start.
    /// Default: none.
    /// </summary>
    public string BurnedInRules { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RetainPatientCharacteristics && AgeBandYears != new DeIdentificationOptions().AgeBandYears)
        {
            yield return new ValidationResult(
                $"AgeBandYears is {AgeBandYears}, but RetainPatientCharacteristics is false: no age is kept; leave one of the two out", [nameof(AgeBandYears)]);
        }

        TryReadSiteRules(out var problems);
        foreach (var problem in problems)
        {
            yield return new ValidationResult($"{BurnedInRules}: {problem}", [nameof(BurnedInRules)]);
        }
    }

    /// <summary>What looks after text in pixels: the site's rules, if it has any, before those of the platform.</summary>
    /// <param name="decoder">Decodes what has to be changed.</param>
    public PixelCleaner CreatePixelCleaner(IFrameDecoder decoder)
    {
        var policy = BurnedIn switch { "refuse" => BurnedInPolicy.Refuse, "trust" => BurnedInPolicy.Trust, _ => BurnedInPolicy.Clean };
        var rules = TryReadSiteRules(out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
        return new PixelCleaner(policy, rules.Before(Dicom.BurnedInRules.BuiltIn), decoder);
    }

    private BurnedInRules? TryReadSiteRules(out IReadOnlyList<string> problems)
    {
        problems = [];
        if (BurnedInRules.Length == 0)
        {
            return Dicom.BurnedInRules.None;
        }

        try
        {
            return Dicom.BurnedInRules.Parse(File.ReadAllText(BurnedInRules), "site rule", out problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems = [$"expected a file of rules that can be read: {exception.Message}"];
            return null;
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
    };
}
