using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MedSsl.Dicom.Network;

/// <summary>What one side of a connection shows of itself.</summary>
public static class TlsCertificate
{
    /// <summary>A certificate with its chain and key, from PEM files.</summary>
    /// <param name="certificateFile">The certificate, and after it those between it and the authority.</param>
    /// <param name="keyFile">Its key, not encrypted; null where the certificate file holds it too.</param>
    /// <exception cref="CryptographicException">They are no certificate and key of it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static SslStreamCertificateContext ReadPem(string certificateFile, string? keyFile)
    {
        using var read = Read(certificateFile, keyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);

        // Through PKCS #12: some systems cannot use a key that was only ever in memory.
        var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static X509Certificate2 Read(string certificateFile, string? keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception); // the key is not that of the certificate
        }
    }
}
