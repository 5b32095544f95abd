using System.Security.Cryptography;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Quarantine;

/// <summary>
/// Refused inputs. They may hold identities, so their bytes are sealed with a key derived from the site key (AES-256-GCM); the reason
/// beside them is readable. Nothing is lost, nothing leaks.
/// </summary>
internal sealed class QuarantineStore(IObjectStore store, IBus bus, byte[] siteKey, TimeProvider time)
{
    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, siteKey, 32, info: "medssl quarantine"u8.ToArray());

    public async Task AddAsync(string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var rejected = new InstanceRejected
        {
            Dataset = dataset,
            ReasonCode = reasonCode,
            Reason = reason,
            ContentSha256 = sha256,
            Quarantined = content.IsEmpty ? null : await StoreAsync(content, sha256, cancellationToken),
            RejectedAt = time.GetUtcNow(),
        };
        if (!content.IsEmpty)
        {
            await store.PutJsonAsync(ObjectKeys.QuarantineReason(sha256), rejected, PutCondition.IfAbsent, cancellationToken);
        }

        await bus.Publish(rejected, cancellationToken);
        IngestionMetrics.Rejected.WithLabels(reasonCode).Inc();
    }

    private async Task<ObjectRef> StoreAsync(ReadOnlyMemory<byte> content, string sha256, CancellationToken cancellationToken)
    {
        using var sealedContent = new MemoryStream(Seal(content.Span), writable: false);
        return (await store.PutAsync(ObjectKeys.Quarantined(sha256), sealedContent, "application/octet-stream", PutCondition.IfAbsent, cancellationToken)).Object;
    }

    /// <summary>Nonce (12 bytes), tag (16 bytes), ciphertext. The nonce follows from the content, so that a repeat gives the same bytes.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> content)
    {
        var result = new byte[28 + content.Length];
        var nonce = HMACSHA256.HashData(key, SHA256.HashData(content)).AsSpan(0, 12);
        nonce.CopyTo(result);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, content, result.AsSpan(28), result.AsSpan(12, 16));
        return result;
    }

    internal byte[] Unseal(ReadOnlySpan<byte> sealedContent)
    {
        var content = new byte[sealedContent.Length - 28];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(sealedContent[..12], sealedContent[28..], sealedContent[12..28], content);
        return content;
    }
}
