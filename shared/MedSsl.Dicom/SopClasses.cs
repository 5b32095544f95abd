namespace MedSsl.Dicom;

/// <summary>Image storage classes that are written (PS3.4 annex B).</summary>
public static class SopClasses
{
    /// <summary>Secondary Capture Image Storage.</summary>
    public const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Computed Radiography Image Storage.</summary>
    public const string ComputedRadiography = "1.2.840.10008.5.1.4.1.1.1";

    /// <summary>CT Image Storage.</summary>
    public const string ComputedTomography = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>Enhanced CT Image Storage.</summary>
    public const string EnhancedComputedTomography = "1.2.840.10008.5.1.4.1.1.2.1";

    /// <summary>MR Image Storage.</summary>
    public const string MagneticResonance = "1.2.840.10008.5.1.4.1.1.4";

    /// <summary>Ultrasound Image Storage.</summary>
    public const string Ultrasound = "1.2.840.10008.5.1.4.1.1.6.1";

    /// <summary>Positron Emission Tomography Image Storage.</summary>
    public const string PositronEmissionTomography = "1.2.840.10008.5.1.4.1.1.128";

    /// <summary>The class of a modality's own images; Secondary Capture for a modality that is not known.</summary>
    /// <param name="modality">Modality code.</param>
    public static string OfModality(string modality) => modality switch
    {
        "CR" => ComputedRadiography,
        "CT" => ComputedTomography,
        "MR" => MagneticResonance,
        "US" => Ultrasound,
        _ => SecondaryCapture,
    };
}
