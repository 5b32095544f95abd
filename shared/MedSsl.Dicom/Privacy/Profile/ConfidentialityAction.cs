namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>What happens to an attribute (the letters of PS3.15 section E.1.1).</summary>
internal enum ConfidentialityAction
{
    /// <summary>X: removed.</summary>
    Remove,

    /// <summary>Z: present without a value.</summary>
    Empty,

    /// <summary>D: a dummy value that fits the representation.</summary>
    Dummy,

    /// <summary>U: UIDs are mapped.</summary>
    MapUid,

    /// <summary>C: kept where it can be made harmless; dates are moved.</summary>
    Clean,

    /// <summary>K: kept, unless its value says who the patient is.</summary>
    Keep,
}
