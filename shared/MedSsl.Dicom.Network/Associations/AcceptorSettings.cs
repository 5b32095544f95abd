namespace MedSsl.Dicom.Network.Associations;

/// <summary>What an acceptor offers; the input of the negotiation beside the request.</summary>
/// <param name="MaxPduLength">Longest P-DATA-TF it takes, without its header.</param>
/// <param name="AcceptUnknownSopClasses">Whether SOP classes that are in no table are taken for storage classes.</param>
/// <param name="OffersCommitment">Whether it answers storage commitment.</param>
internal sealed record AcceptorSettings(int MaxPduLength, bool AcceptUnknownSopClasses, bool OffersCommitment);
