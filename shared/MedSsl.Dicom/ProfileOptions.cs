namespace MedSsl.Dicom;

/// <summary>Options of the confidentiality profile (PS3.15 section E.3): each adds back attributes that the Basic Profile takes away.</summary>
[Flags]
public enum ProfileOptions
{
    /// <summary>The Basic Profile alone.</summary>
    None = 0,

    /// <summary>Dates are moved by whole days, the same for everything of one patient: intervals stay (E.3.6, code 113107).</summary>
    ModifiedDates = 1,

    /// <summary>Dates stay as they are (E.3.6, code 113106). Excludes <see cref="ModifiedDates"/>.</summary>
    FullDates = 2,

    /// <summary>Station and serial numbers of the equipment stay (E.3.8, code 113109).</summary>
    Device = 4,

    /// <summary>Age in bands, sex, size, weight and the like stay (E.3.7, code 113108).</summary>
    PatientCharacteristics = 8,

    /// <summary>Descriptions stay where nothing in them can identify (E.3.5, code 113105).</summary>
    Descriptors = 16,

    /// <summary>Private attributes that are known to be harmless stay (E.3.10, code 113111).</summary>
    SafePrivate = 32,

    /// <summary>Name and address of the institution stay (E.3.11, code 113112).</summary>
    Institution = 64,

    /// <summary>UIDs stay as they are (E.3.9, code 113110).</summary>
    Uids = 128,
}
