using System.Net;

namespace MedSsl.Dicom.Network.Server;

/// <summary>Who asked for an association.</summary>
/// <param name="CallingAeTitle">What it calls itself.</param>
/// <param name="CalledAeTitle">Whom it calls.</param>
/// <param name="Address">Where from; an IPv4 address in its own form.</param>
/// <param name="CertificateSubject">Subject of its TLS certificate; null without one.</param>
/// <param name="Implementation">Implementation version name, for the log.</param>
public sealed record AssociationPeer(string CallingAeTitle, string CalledAeTitle, IPAddress Address, string? CertificateSubject, string Implementation);
