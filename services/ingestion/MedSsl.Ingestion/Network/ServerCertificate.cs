using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MedSsl.Dicom.Network;
using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion.Network;

/// <summary>
/// TLS of the DICOM port from PEM files. A renewed file is read at the next connection, at most every few seconds; one that cannot be read leaves the
/// certificate before it in use.
/// </summary>
internal sealed class ServerCertificate(DicomOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private SslServerAuthenticationOptions? current;
    private DateTime readVersion;
    private long lookedAt;

    /// <summary>The options for the next connection.</summary>
    /// <exception cref="CryptographicException">The files of the first connection are no certificate and key.</exception>
    public SslServerAuthenticationOptions Get()
    {
        lock (gate)
        {
            if (current is not null && time.GetElapsedTime(lookedAt) < LookInterval)
            {
                return current;
            }

            lookedAt = time.GetTimestamp();
            try
            {
                var version = Files().Max(File.GetLastWriteTimeUtc);
                if (current is null || version != readVersion)
                {
                    current = Read();
                    readVersion = version;
                }
            }
            catch (Exception exception) when (current is not null && exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                Log.CertificateUnreadable(logger, exception);
            }

            return current!;
        }
    }

    private IEnumerable<string> Files() => new[] { options.TlsCertificateFile, options.TlsKeyFile, options.TlsClientAuthorityFile }.Where(file => file.Length > 0);

    private SslServerAuthenticationOptions Read() => new()
    {
        ServerCertificateContext = TlsCertificate.ReadPem(options.TlsCertificateFile, options.TlsKeyFile.Length > 0 ? options.TlsKeyFile : null),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = options.TlsClientAuthorityFile.Length > 0,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = options.TlsClientAuthorityFile.Length > 0 ? TlsAuthorities.ReadPem(options.TlsClientAuthorityFile) : null,
    };
}
