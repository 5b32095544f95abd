namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Who may be what for a SOP class (PS3.7 annex D.3.3.4).</summary>
/// <param name="SopClassUid">SOP class.</param>
/// <param name="RequestorIsUser">The requestor may be SCU.</param>
/// <param name="RequestorIsProvider">The requestor may be SCP.</param>
internal sealed record RoleSelection(string SopClassUid, bool RequestorIsUser, bool RequestorIsProvider);
