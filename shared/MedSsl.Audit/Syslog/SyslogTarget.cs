namespace MedSsl.Audit.Syslog;

/// <summary>A collector that takes syslog over TLS.</summary>
public sealed record SyslogTarget
{
    /// <summary>Its name or address, which its certificate must name.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 6514 is the one registered.</summary>
    public required int Port { get; init; }

    /// <summary>Certificates (PEM) that must have signed its certificate; empty: those that the system trusts.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>Our certificate (PEM); empty where it wants none.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>Its key (PEM); empty where the certificate file holds it.</summary>
    public string KeyFile { get; init; } = "";
}
