using System.Net.Security;

namespace MedSsl.Dicom.Network.Client;

/// <summary>Whom a <see cref="DicomClient"/> calls, and how.</summary>
public sealed record DicomClientOptions
{
    /// <summary>Name or address of the peer.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>What the peer calls itself.</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>What we call ourselves.</summary>
    public string CallingAeTitle { get; init; } = "MEDSSL";

    /// <summary>Longest P-DATA-TF that we take, without its header.</summary>
    public int MaxPduLength { get; init; } = 128 << 10;

    /// <summary>A connection, an association or an answer that does not come within this time has failed. Default: 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>TLS; null for none.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
