using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MedSsl.Dicom.Network;

namespace MedSsl.Ingestion.Audit;

/// <summary>What is asked of a collector and shown to it, from the files that the options name.</summary>
internal static class SyslogTls
{
    /// <exception cref="CryptographicException">A file does not hold what it should; the message names it.</exception>
    public static SslClientAuthenticationOptions Read(AuditOptions options, string host) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = ReadIf(options.SyslogAuthorityFile, TlsAuthorities.ReadPem),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateContext = ReadIf(options.SyslogCertificateFile, file => TlsCertificate.ReadPem(file, options.SyslogKeyFile.Length > 0 ? options.SyslogKeyFile : null)),
    };

    private static T? ReadIf<T>(string file, Func<string, T> read)
        where T : class
    {
        try
        {
            return file.Length > 0 ? read(file) : null;
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException($"{file}: {exception.Message}", exception);
        }
    }
}
