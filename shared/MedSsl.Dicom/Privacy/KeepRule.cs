namespace MedSsl.Dicom.Privacy;

/// <summary>What is required of the value of an attribute on the allow-list, so that nothing else travels in it.</summary>
internal enum KeepRule
{
    /// <summary>Binary numbers, or decimal and integer strings that are numbers and not an identifier of the patient.</summary>
    Number,

    /// <summary>Capital letters, digits, space and underscore, 16 at most (CS); not a word that identifies the patient.</summary>
    Code,

    /// <summary>One of the photometric interpretations.</summary>
    Photometric,

    /// <summary>A short printable text; not a word that identifies the patient.</summary>
    Text,

    /// <summary>A short text that must be there, such as the name of a coil; one that may point to somebody is replaced by a dummy.</summary>
    Label,

    /// <summary>A text that must be there and that a person types, such as the label of a segment: a dummy, unless descriptions are cleaned.</summary>
    Typed,

    /// <summary>A UID, which is mapped.</summary>
    Uid,

    /// <summary>A sequence, whose items obey the same list.</summary>
    Items,

    /// <summary>A table of numbers, kept as bytes.</summary>
    Table,

    /// <summary>The pixels.</summary>
    Pixels,
}
