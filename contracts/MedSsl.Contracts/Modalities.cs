namespace MedSsl.Contracts;

/// <summary>
/// Modality codes as DICOM writes them (PS3.3 C.7.3.1.1.1). A closed enum could not grow on the wire, so they are strings;
/// a consumer treats a code it does not know as "other", never as an error.
/// </summary>
public static class Modalities
{
    /// <summary>Computed radiography; also what DX is folded into.</summary>
    public const string ComputedRadiography = "CR";

    /// <summary>Digital radiography.</summary>
    public const string DigitalRadiography = "DX";

    /// <summary>Computed tomography.</summary>
    public const string ComputedTomography = "CT";

    /// <summary>Magnetic resonance.</summary>
    public const string MagneticResonance = "MR";

    /// <summary>Ultrasound.</summary>
    public const string Ultrasound = "US";

    /// <summary>The group a modality is normalized and trained in: digital radiography with computed radiography, any other by itself.</summary>
    public static string Group(string modality) => modality == DigitalRadiography ? ComputedRadiography : modality;
}
