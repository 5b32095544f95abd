namespace MedSsl.Dicom.Network.Commitment;

/// <summary>One object, as the network names it.</summary>
/// <param name="SopClassUid">SOP class.</param>
/// <param name="SopInstanceUid">SOP instance.</param>
public sealed record SopReference(string SopClassUid, string SopInstanceUid);
