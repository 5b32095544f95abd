using System.Security.Cryptography.X509Certificates;

namespace MedSsl.Dicom.Network;

/// <summary>Whom one side of a connection trusts.</summary>
public static class TlsAuthorities
{
    /// <summary>Trust in the certificates of a PEM file and in nobody else; revocation is not asked for, because private authorities seldom publish any.</summary>
    /// <param name="file">The certificates.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are no certificates.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static X509ChainPolicy ReadPem(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
