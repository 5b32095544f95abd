namespace MedSsl.Dicom.Network;

/// <summary>A SOP class of the storage service.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Name">Its name in PS3.6 annex A.</param>
public sealed record StorageSopClass(string Uid, string Name);
