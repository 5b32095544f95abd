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
public sealed class QuarantineStore
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly IObjectStore store;
    private readonly IBus bus;
    private readonly byte[] key;
    private readonly TimeProvider time;

    internal QuarantineStore(IObjectStore store, IBus bus, byte[] siteKey, TimeProvider time)
    {
        (this.store, this.bus, this.time) = (store, bus, time);
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, siteKey, 32, info: "medssl quarantine"u8.ToArray());
    }

    internal async Task AddAsync(string dataset, ReadOnlyMemory<byte> content, string reasonCode, string reason, (string? StudyUid, string? SeriesUid) place, CancellationToken cancellationToken)
    {
        var sha256 = Sha256Digest.Of(content.Span);
        var rejected = new InstanceRejected
        {
            Dataset = dataset,
            ReasonCode = reasonCode,
            Reason = reason,
            ContentSha256 = sha256,
            StudyUid = place.StudyUid,
            SeriesUid = place.SeriesUid,
            Quarantined = content.IsEmpty ? null : await StoreAsync(content, sha256, cancellationToken),
            RejectedAt = time.GetUtcNow(),
        };
        if (!content.IsEmpty)
        {
            if (place.StudyUid is { } studyUid)
            {
                await store.PutAsync(ObjectKeys.StudyRefusal(dataset, studyUid, sha256), new MemoryStream(), "application/octet-stream", PutCondition.IfAbsent, cancellationToken);
            }

            await store.PutJsonAsync(ObjectKeys.QuarantineReason(sha256), rejected, PutCondition.IfAbsent, cancellationToken);
        }

        await bus.Publish(rejected, cancellationToken);
        IngestionMetrics.Rejected.WithLabels(reasonCode).Inc();
    }

    /// <summary>Why inputs were refused, in the order of their digests; those of one reason or one dataset only, where given.</summary>
    public IAsyncEnumerable<InstanceRejected> ListAsync(string? reasonCode, string? dataset, CancellationToken cancellationToken) =>
        store.ListAsync(ObjectKeys.QuarantinePrefix, cancellationToken)
            .Where(found => found.Key.EndsWith(".json", StringComparison.Ordinal))
            .Select(async (found, token) => await store.ReadJsonAsync<InstanceRejected>(found.Key, token))
            .OfType<InstanceRejected>()
            .Where(rejected => (reasonCode is null || rejected.ReasonCode == reasonCode) && (dataset is null || rejected.Dataset == dataset));

    /// <summary>Why the input with this digest was refused; null when it is not in the quarantine.</summary>
    public Task<InstanceRejected?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<InstanceRejected>(ObjectKeys.QuarantineReason(sha256), cancellationToken);

    /// <summary>The bytes as they came; null when they are gone.</summary>
    /// <exception cref="CryptographicException">They were sealed with another site key, or are damaged.</exception>
    internal async Task<byte[]?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        if (await store.ReadAllAsync(ObjectKeys.Quarantined(sha256), cancellationToken) is not { } sealedContent)
        {
            return null;
        }

        var content = sealedContent.Length >= NonceBytes + TagBytes ? Unseal(sealedContent) : [];
        return Sha256Digest.Of(content) == sha256
            ? content
            : throw new CryptographicException($"What is kept under {ObjectKeys.Quarantined(sha256)} does not have the digest of its name.");
    }

    /// <summary>Forgets an input for good. The reason goes last: what is half removed is still listed.</summary>
    public async Task DropAsync(string sha256, CancellationToken cancellationToken)
    {
        if (await FindAsync(sha256, cancellationToken) is { StudyUid: { } studyUid } rejected)
        {
            await store.DeleteAsync(ObjectKeys.StudyRefusal(rejected.Dataset, studyUid, sha256), cancellationToken);
        }

        await store.DeleteAsync(ObjectKeys.Quarantined(sha256), cancellationToken);
        await store.DeleteAsync(ObjectKeys.QuarantineReason(sha256), cancellationToken);
    }

    private async Task<ObjectRef> StoreAsync(ReadOnlyMemory<byte> content, string sha256, CancellationToken cancellationToken)
    {
        using var sealedContent = new MemoryStream(Seal(content.Span), writable: false);
        return (await store.PutAsync(ObjectKeys.Quarantined(sha256), sealedContent, "application/octet-stream", PutCondition.IfAbsent, cancellationToken)).Object;
    }

    /// <summary>Nonce, tag, ciphertext. The nonce follows from the content, so that a repeat gives the same bytes.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> content)
    {
        var result = new byte[NonceBytes + TagBytes + content.Length];
        var nonce = HMACSHA256.HashData(key, SHA256.HashData(content)).AsSpan(0, NonceBytes);
        nonce.CopyTo(result);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, content, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes));
        return result;
    }

    internal byte[] Unseal(ReadOnlySpan<byte> sealedContent)
    {
        var content = new byte[sealedContent.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedContent[..NonceBytes], sealedContent[(NonceBytes + TagBytes)..], sealedContent.Slice(NonceBytes, TagBytes), content);
        return content;
    }
}
