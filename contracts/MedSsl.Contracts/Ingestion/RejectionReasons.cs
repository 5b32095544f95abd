namespace MedSsl.Contracts.Ingestion;

/// <summary>Reason codes of <see cref="InstanceRejected"/>. New codes may be added; a consumer must accept codes it does not know.</summary>
public static class RejectionReasons
{
    /// <summary>The bytes are not DICOM, nor an image format that is read.</summary>
    public const string NotDicom = "not-dicom";

    /// <summary>The file breaks the encoding rules: lengths that lie, a missing delimiter, nesting too deep.</summary>
    public const string Malformed = "malformed";

    /// <summary>A required attribute is absent or has an impossible value.</summary>
    public const string MissingAttribute = "missing-attribute";

    /// <summary>The transfer syntax cannot be decoded by this version.</summary>
    public const string UnsupportedTransferSyntax = "unsupported-transfer-syntax";

    /// <summary>The pixel description is one that cannot be decoded (bits, photometric interpretation).</summary>
    public const string UnsupportedPixels = "unsupported-pixels";

    /// <summary>A valid DICOM object without an image (a report, a plan).</summary>
    public const string NoPixelData = "no-pixel-data";

    /// <summary>An object larger than the configured limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The same SOP Instance UID came before with other content; the first one is kept.</summary>
    public const string ConflictingContent = "conflicting-content";

    /// <summary>An image file named by a manifest is absent or cannot be read.</summary>
    public const string UnreadableFile = "unreadable-file";

    /// <summary>The pixels hold identifying text by what the image says, or may hold some and no rule tells where.</summary>
    public const string BurnedInAnnotation = "burned-in-annotation";

    /// <summary>After de-identification a value that identifies the patient was still there (a name in a description, a number in a comment).</summary>
    public const string IdentifierSurvived = "identifier-survived";

    /// <summary>The patient was withdrawn. The only reason for which nothing is kept, not even sealed.</summary>
    public const string PatientWithdrawn = "patient-withdrawn";
}
