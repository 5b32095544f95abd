using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MedSsl.Dicom.Network;

namespace MedSsl.AllInOne.Commands;

/// <summary>Whom a person trusts as the receiver, and what is shown to it.</summary>
internal static class DicomPeerTls
{
    public static readonly Option<bool> Tls = new("--tls") { Description = "Connect with TLS; the files below imply it" };
    public static readonly Option<string?> Authority = new("--ca") { Description = "Certificates (PEM) that may have signed the receiver's; without it those of this system", HelpName = "FILE" };
    public static readonly Option<string?> Certificate = new("--tls-certificate") { Description = "Our certificate (PEM, chain included), for a receiver that asks for one", HelpName = "FILE" };
    public static readonly Option<string?> Key = new("--tls-key") { Description = "Its key (PEM, not encrypted), where the file of the certificate does not hold it too", HelpName = "FILE" };

    /// <summary>Null for a plain connection.</summary>
    public static SslClientAuthenticationOptions? Read(ParseResult parsed, string host)
    {
        var (authority, certificate, key) = (parsed.GetValue(Authority), parsed.GetValue(Certificate), parsed.GetValue(Key));
        if (key is not null && certificate is null)
        {
            throw new UsageException($"--tls-key {key}: expected --tls-certificate with it, the certificate that the key belongs to");
        }

        return !parsed.GetValue(Tls) && authority is null && certificate is null
            ? null
            : new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CertificateChainPolicy = authority is null ? null : ReadAuthority(authority),
                ClientCertificateContext = certificate is null ? null : ReadCertificate(certificate, key),
            };
    }

    private static X509ChainPolicy ReadAuthority(string file)
    {
        var policy = ReadPem($"--ca {file}: expected certificates in PEM form", () => TlsAuthorities.ReadPem(file));
        return policy.CustomTrustStore.Count > 0 ? policy : throw new UsageException($"--ca {file}: expected certificates in PEM form, found none");
    }

    private static SslStreamCertificateContext ReadCertificate(string file, string? key) =>
        ReadPem($"--tls-certificate {file}{(key is null ? "" : $" --tls-key {key}")}: expected a certificate and its key in PEM form, the key not encrypted",
            () => TlsCertificate.ReadPem(file, key));

    private static T ReadPem<T>(string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{expected}: {exception.Message}");
        }
    }
}
