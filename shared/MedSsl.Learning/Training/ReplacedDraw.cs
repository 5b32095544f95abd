namespace MedSsl.Learning.Training;

/// <summary>A draw whose image could not be had, and what was trained on instead.</summary>
/// <param name="Modality">The modality.</param>
/// <param name="Draw">The draw.</param>
/// <param name="By">The draw of the same modality whose image took its place.</param>
/// <param name="Reason">Why: <c>withdrawn</c> or <c>corrupt</c>.</param>
public sealed record ReplacedDraw(string Modality, long Draw, long By, string Reason);
