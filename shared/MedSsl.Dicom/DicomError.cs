namespace MedSsl.Dicom;

/// <summary>The reason of a refusal.</summary>
/// <param name="Code">Kind of reason, for machines.</param>
/// <param name="Message">What was expected and what was found: tags, offsets, lengths and pixel attributes, never a value of a patient attribute.</param>
public sealed record DicomError(DicomErrorCode Code, string Message);
