using System.Security.Cryptography;
using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Instances;

/// <summary>Tells an instance that comes again from another one under the same UID, and decides which of two different ones stays.</summary>
internal sealed class InstanceConflicts(IObjectStore store, IBus bus, IOptions<IngestionOptions> options, TimeProvider time)
{
    /// <summary>What happens to the instance that came later (<see cref="ConflictPolicies"/>).</summary>
    public string Policy => options.Value.ConflictPolicy;

    /// <summary>The SHA-256 of what is stored, where that is another instance; null where it is the same one.</summary>
    /// <param name="key">Where it is stored.</param>
    /// <param name="prepared">The instance that came, de-identified.</param>
    /// <param name="sha256">Its SHA-256.</param>
    /// <param name="cancellationToken">The delivery is over.</param>
    public async Task<string?> OtherAsync(string key, DicomDataset prepared, string sha256, CancellationToken cancellationToken)
    {
        var content = await store.ReadAllAsync(key, cancellationToken) ?? throw new ObjectIntegrityException($"{key} was there and is gone");
        var stored = Convert.ToHexStringLower(SHA256.HashData(content));
        return stored == sha256 || (DicomFile.TryParse(content, new DicomLimits(), out var before, out _) && IsSameSource(before, stored, prepared)) ? null : stored;
    }

    /// <summary>Tells of two different instances under one UID.</summary>
    public async Task TellAsync(string dataset, InstanceOutcome instance, string storedSha256, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await bus.Publish(
            new InstanceConflicted
            {
                Dataset = dataset,
                SeriesUid = instance.SeriesUid!,
                SopInstanceUid = instance.SopInstanceUid!,
                Policy = Policy,
                StoredSha256 = storedSha256,
                ContentSha256 = Sha256Digest.Of(content.Span),
                ConflictedAt = time.GetUtcNow(),
            }, cancellationToken);
        IngestionMetrics.Conflicts.WithLabels(Policy).Inc();
    }

    /// <summary>The profile may have changed in between: what was de-identified differs, what came does not.</summary>
    private static bool IsSameSource(DicomDataset before, string beforeSha256, DicomDataset prepared)
    {
        if (SourceDigest.Of(before) is { } digest)
        {
            return digest == SourceDigest.Of(prepared);
        }

        // It was stored before objects carried a digest; without its own the new one looks as it did then.
        var copy = DicomFile.TryParse(DicomWriter.Write(prepared), new DicomLimits(), out var parsed, out _) ? parsed : prepared;
        SourceDigest.Record(copy, null);
        return Sha256Digest.Of(DicomWriter.Write(copy)) == beforeSha256;
    }
}
