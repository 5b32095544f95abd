namespace MedSsl.Audit.Messages;

/// <summary>So many instances of a SOP class.</summary>
/// <param name="SopClassUid">The class.</param>
/// <param name="Instances">How many.</param>
public sealed record SopClassCount(string SopClassUid, int Instances);
