using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace MedSsl.Ingestion.Network;

/// <summary>
/// The DICOM port: who may send what, where it goes, and how much may wait. Lists are separated by <c>;</c>. Sources, datasets, the spool's marks and
/// the peers of commitments are read again when the configuration changes; the other keys count from the next start.
/// </summary>
public sealed class DicomOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion:Dicom";

    /// <summary>Port of C-STORE, C-ECHO and storage commitment; 11112 is the one registered for DICOM. -1 takes a free one. Default: 0, nothing listens.</summary>
    [Range(-1, 65535)]
    public int Port { get; set; }

    /// <summary>Address to listen on; <c>::</c> for all of both families. Default: all of IPv4.</summary>
    [Required]
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>
    /// Who may send: <c>TITLE@NETWORK</c>, a calling AE title (<c>*</c> for any) and an address or network in CIDR form. All others are rejected by
    /// name. Default: this machine only.
    /// </summary>
    public string Sources { get; set; } = "*@127.0.0.0/8;*@::1";

    /// <summary>
    /// Called AE titles and the dataset that each one feeds: <c>TITLE=DATASET</c>. Empty: every called AE title is answered and feeds
    /// <c>Ingestion:Dicom:Dataset</c>.
    /// </summary>
    public string Datasets { get; set; } = "";

    /// <summary>Dataset of objects for whose called AE title none is named.</summary>
    [Required]
    public string Dataset { get; set; } = "default";

    /// <summary>
    /// Whether SOP classes that are in no table are stored too: those of manufacturers, and newer storage classes of the standard.
    /// </summary>
    public bool AcceptUnknownSopClasses { get; set; }

    /// <summary>Longest P-DATA-TF that is taken, in bytes. Default: 131072, the most that DCMTK sends.</summary>
    [Range(4096, 1 << 20)]
    public int MaxPduLength { get; set; } = 128 << 10;

    /// <summary>Associations at a time. Default: 100.</summary>
    [Range(1, 10_000)]
    public int MaxAssociations { get; set; } = 100;

    /// <summary>Associations of one address at a time. Default: 20.</summary>
    [Range(1, 10_000)]
    public int MaxAssociationsPerSource { get; set; } = 20;

    /// <summary>Time for TLS and the association request together (ARTIM). Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AssociationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An association between two messages ends after this time. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A message of which nothing more comes ends its association after this time. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes that may wait in the spool; at more, new associations are rejected for now and objects refused (A700), until
    /// <c>Ingestion:Dicom:SpoolLowBytes</c> is reached. Default: 20 GB.
    /// </summary>
    [Range(1_000_000, 1_000_000_000_000_000)]
    public long SpoolHighBytes { get; set; } = 20_000_000_000;

    /// <summary>Bytes in the spool at which the door opens again. Default: 16 GB.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long SpoolLowBytes { get; set; } = 16_000_000_000;

    /// <summary>Bytes of the spool's disk that stay free; at less, the door is closed too. Default: 1 GB.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long MinFreeBytes { get; set; } = 1_000_000_000;

    /// <summary>
    /// Bytes of forwarded spool files that are kept and written over by the next objects, which makes them durable faster than new files are; until
    /// then they hold the old object, identity included. 0: a forwarded file is deleted at once. Default: 256 MiB.
    /// </summary>
    [Range(0, 1_000_000_000_000)]
    public long SpoolReuseBytes { get; set; } = 256L << 20;

    /// <summary>Objects that are forwarded from the spool at a time. Default: 2.</summary>
    [Range(1, 64)]
    public int ForwardConcurrency { get; set; } = 2;

    /// <summary>Certificate of the DICOM port (PEM, chain included); empty for plain connections. A renewed file is used without a restart.</summary>
    public string TlsCertificateFile { get; set; } = "";

    /// <summary>Its key (PEM, not encrypted); empty where the certificate file holds it too.</summary>
    public string TlsKeyFile { get; set; } = "";

    /// <summary>
    /// Certificates (PEM) that must have signed the certificate of every sender; empty: senders need none. With TLS 1.2 or 1.3 in either case.
    /// </summary>
    public string TlsClientAuthorityFile { get; set; } = "";

    /// <summary>
    /// Where reports of storage commitment go when the asking association is gone: <c>TITLE=HOST:PORT</c>, the calling AE title of the question and
    /// where it listens.
    /// </summary>
    public string CommitmentPeers { get; set; } = "";

    /// <summary>How long what became of an object is remembered for storage commitment, and how long a report is tried. Default: 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan CommitmentRetention { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"expected an IP address such as 0.0.0.0, found \"{Address}\"", [nameof(Address)]);
        }

        if (SpoolLowBytes > SpoolHighBytes)
        {
            yield return new ValidationResult(
                string.Create(CultureInfo.InvariantCulture, $"expected at most SpoolHighBytes ({SpoolHighBytes}), found {SpoolLowBytes}"), [nameof(SpoolLowBytes)]);
        }

        if (TlsCertificateFile.Length == 0 && TlsKeyFile.Length + TlsClientAuthorityFile.Length > 0)
        {
            yield return new ValidationResult("expected a certificate file, because a key or authority file is given", [nameof(TlsCertificateFile)]);
        }

        foreach (var (key, problem) in DicomRules.Problems(this))
        {
            yield return new ValidationResult(problem, [key]);
        }
    }
}
