using System.Net;
using System.Net.Security;

namespace MedSsl.Dicom.Network.Server;

/// <summary>How a <see cref="DicomServer"/> listens, and what it allows.</summary>
public sealed record DicomServerOptions
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>Longest P-DATA-TF that is taken, without its header. Default: 131072, the most that DCMTK sends.</summary>
    public int MaxPduLength { get; init; } = 128 << 10;

    /// <summary>Associations at a time.</summary>
    public int MaxAssociations { get; init; } = 100;

    /// <summary>Associations of one address at a time.</summary>
    public int MaxAssociationsPerSource { get; init; } = 20;

    /// <summary>
    /// From the connection to the end of the association request, TLS included, and from a rejection or abort to the end of the connection (ARTIM,
    /// PS3.8 section 9.1.5).
    /// </summary>
    public TimeSpan AssociationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An association on which nothing happens between two messages ends after this time.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A message of which no further byte comes ends its association after this time; so does a peer that does not read our answers.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether SOP classes that are in no table are taken for storage classes.</summary>
    public bool AcceptUnknownSopClasses { get; init; }

    /// <summary>Whether storage commitment is offered.</summary>
    public bool OffersCommitment { get; init; }

    /// <summary>TLS for every connection, asked for each one so that certificates can change; null for none.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }
}
