namespace MedSsl.Dicom.Network.Server;

/// <summary>A C-STORE-RQ: an object is about to come.</summary>
/// <param name="Peer">From whom.</param>
/// <param name="Meta">Class, instance and encoding.</param>
public sealed record StoreRequest(AssociationPeer Peer, FileMeta Meta);
