using System.ComponentModel.DataAnnotations;
using MedSsl.Audit.Syslog;

namespace MedSsl.Ingestion.Audit;

/// <summary>The audit trail of PS3.15 A.5: what is written of it here, and where else it goes.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion:Audit";

    /// <summary>Whether a trail is written at all. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How patients and studies are named: <c>pseudonyms</c>, as in everything that is stored, or <c>original</c>, Patient ID and Study Instance UID as
    /// they came, where a site's rules ask for them; the files, which only their owner can read, and the collector then hold identities. Default:
    /// <c>pseudonyms</c>.
    /// </summary>
    [AllowedValues("pseudonyms", "original")]
    public string Identities { get; set; } = "pseudonyms";

    /// <summary>Name of this system in the messages. Empty: the name of the machine.</summary>
    [StringLength(128)]
    public string SourceId { get; set; } = "";

    /// <summary>Name of the site in the messages; empty: none.</summary>
    [StringLength(128)]
    public string EnterpriseSite { get; set; } = "";

    /// <summary>Objects of one study from one sender are one message, written when none came for this long. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan TransferIdleTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes after which the next file of a chain begins. Default: 16 MiB.</summary>
    [Range(4096, 1 << 30)]
    public long MaxFileBytes { get; set; } = 16 << 20;

    /// <summary>
    /// Age at which whole files are dropped, once everything in them was forwarded where <c>Ingestion:Audit:Syslog</c> is set; 0 keeps them for good.
    /// Default: 0.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; set; }

    /// <summary>A collector for syslog over TLS (RFC 5425), as HOST:PORT; 6514 is the registered port. Empty: the trail stays here.</summary>
    public string Syslog { get; set; } = "";

    /// <summary>Certificates (PEM) that must have signed the collector's. Empty: those that the system trusts.</summary>
    public string SyslogAuthorityFile { get; set; } = "";

    /// <summary>Our certificate (PEM) for a collector that asks for one; empty: none.</summary>
    public string SyslogCertificateFile { get; set; } = "";

    /// <summary>Its key (PEM, not encrypted); empty where the certificate file holds it too.</summary>
    public string SyslogKeyFile { get; set; } = "";

    internal bool HasOriginals => Identities == "original";

    internal SyslogTarget? Target => HostPort.Parse(Syslog) is not var (host, port) ? null : new SyslogTarget
    {
        Host = host, Port = port, Tls = () => SyslogTls.Read(this, host),
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Syslog.Length > 0 && HostPort.Parse(Syslog) is null)
        {
            yield return new ValidationResult($"expected HOST:PORT such as logs.example:6514, found \"{Syslog}\"", [nameof(Syslog)]);
        }

        foreach (var (key, file) in new[] { (nameof(SyslogAuthorityFile), SyslogAuthorityFile), (nameof(SyslogCertificateFile), SyslogCertificateFile), (nameof(SyslogKeyFile), SyslogKeyFile) })
        {
            if (file.Length > 0 && !File.Exists(file))
            {
                yield return new ValidationResult($"expected a PEM file, found nothing at \"{file}\"", [key]);
            }
        }

        if (SyslogKeyFile.Length > 0 && SyslogCertificateFile.Length == 0)
        {
            yield return new ValidationResult("a key needs its certificate: set SyslogCertificateFile too, or leave the key out", [nameof(SyslogKeyFile)]);
        }
    }
}
