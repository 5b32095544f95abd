namespace MedSsl.Dicom;

/// <summary>What a site lets through. Without more it is the strictest there is: what pixels need to be understood, and nothing else.</summary>
public sealed record DeIdentificationProfile
{
    /// <summary>Nothing is added back: what <see cref="DeIdentifier"/> does where nobody asks for more.</summary>
    public static readonly DeIdentificationProfile Strict = new();

    /// <summary>For self-supervised learning: intervals between studies, scanners and the mix of patients can be studied, identities cannot.</summary>
    public static readonly DeIdentificationProfile Research = new()
    {
        Options = ProfileOptions.ModifiedDates | ProfileOptions.Device | ProfileOptions.PatientCharacteristics,
        AcquisitionParameters = true,
    };

    /// <summary>Options of PS3.15; default none.</summary>
    public ProfileOptions Options { get; init; }

    /// <summary>
    /// Whether settings of the acquisition (tube voltage, echo time) stay, and the functional groups and codes without which an object is not valid of its class: no table
    /// calls them identifying. Default false.
    /// </summary>
    public bool AcquisitionParameters { get; init; }

    /// <summary>Ages are rounded down to a multiple of so many years; default 5. Above 89 years every age is 89.</summary>
    public int AgeBandYears { get; init; } = 5;
}
