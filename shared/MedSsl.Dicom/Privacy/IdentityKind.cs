namespace MedSsl.Dicom.Privacy;

/// <summary>How a value identifies, which decides how it is looked for.</summary>
internal enum IdentityKind
{
    /// <summary>Not by itself.</summary>
    None,

    /// <summary>A person: every word of the name counts.</summary>
    Person,

    /// <summary>A number or code of a person, an order, a document.</summary>
    Number,

    /// <summary>An institution or an address, which also consist of words that everybody uses.</summary>
    Place,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A UID.</summary>
    Uid,
}
