using System.Net.Security;

namespace MedSsl.Audit.Syslog;

/// <summary>A collector that takes syslog over TLS.</summary>
public sealed record SyslogTarget
{
    /// <summary>Its name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 6514 is the one registered.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// What is asked of it and shown to it in the handshake. Called for each connection, so that renewed files count from the next one on; the certificate
    /// in it is disposed of with the connection.
    /// </summary>
    public required Func<SslClientAuthenticationOptions> Tls { get; init; }
}
