using System.Net;

namespace MedSsl.Dicom.Network.Server;

/// <summary>What became of a connection.</summary>
/// <param name="Address">Where from.</param>
/// <param name="Peer">Who; null when it ended before that was known.</param>
/// <param name="End">How it ended.</param>
/// <param name="Detail">Why, in words; null for an ordinary end.</param>
/// <param name="Objects">Objects that were answered with success.</param>
/// <param name="HadAssociation">Whether an association was accepted.</param>
/// <param name="Rejection">Why it was refused; null where it was not.</param>
/// <param name="Fault">The exception of <see cref="AssociationEnd.Failed"/>.</param>
public sealed record AssociationSummary(
    IPAddress Address, AssociationPeer? Peer, AssociationEnd End, string? Detail, int Objects, bool HadAssociation, AssociateRejection? Rejection = null, Exception? Fault = null);
