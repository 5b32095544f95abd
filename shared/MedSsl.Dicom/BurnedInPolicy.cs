namespace MedSsl.Dicom;

/// <summary>What happens to images whose pixels may hold text about the patient.</summary>
public enum BurnedInPolicy
{
    /// <summary>Regions of rules and everything outside of ultrasound regions are blanked; what no rule makes sure is refused.</summary>
    Clean,

    /// <summary>As <see cref="Clean"/>, but no pixel is changed: what would be blanked is refused too.</summary>
    Refuse,

    /// <summary>Only an image that says of itself that it holds such text (0028,0301) is refused.</summary>
    Trust,
}
