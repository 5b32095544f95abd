namespace MedSsl.Dicom;

/// <summary>Why a DICOM object is refused.</summary>
public enum DicomErrorCode
{
    /// <summary>The bytes are not DICOM.</summary>
    NotDicom,

    /// <summary>The encoding rules are broken: a length that lies, a missing delimiter, nesting too deep.</summary>
    Malformed,

    /// <summary>A required attribute is absent or empty.</summary>
    MissingAttribute,

    /// <summary>The transfer syntax cannot be decoded.</summary>
    UnsupportedTransferSyntax,

    /// <summary>The pixel description is contradictory, or of a kind that is not decoded.</summary>
    UnsupportedPixels,

    /// <summary>A valid object without an image.</summary>
    NoPixelData,

    /// <summary>A limit of <see cref="DicomLimits"/> is exceeded.</summary>
    TooLarge,

    /// <summary>The pixels hold identifying text by what the object says, or may hold some and no rule tells where.</summary>
    BurnedInAnnotation,

    /// <summary>A value that identifies the patient was still there after de-identification.</summary>
    IdentifierSurvived,
}
