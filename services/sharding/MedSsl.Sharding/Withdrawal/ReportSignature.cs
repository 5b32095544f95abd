using System.Security.Cryptography;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>The signature of a report, as anybody can check it.</summary>
public static class ReportSignature
{
    private const DSASignatureFormat Format = DSASignatureFormat.Rfc3279DerSequence;

    /// <summary>Signs the bytes.</summary>
    public static byte[] Sign(ECDsa key, byte[] report)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SignData(report, HashAlgorithmName.SHA256, Format);
    }

    /// <summary>Whether the signature is of these bytes by this key.</summary>
    /// <exception cref="InvalidDataException">The key is no public key in PEM.</exception>
    public static bool Verify(byte[] report, byte[] signature, string publicKeyPem)
    {
        using var key = Import(publicKeyPem);
        return key.VerifyData(report, signature, HashAlgorithmName.SHA256, Format);
    }

    /// <summary>Names a public key: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits.</summary>
    /// <exception cref="InvalidDataException">The key is no public key in PEM.</exception>
    public static string Fingerprint(string publicKeyPem)
    {
        using var key = Import(publicKeyPem);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    private static ECDsa Import(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"this is no public key of an elliptic curve in PEM: {exception.Message}", exception);
        }
    }
}
