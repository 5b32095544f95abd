using System.Text.Json;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Imaging;
using MedSsl.Coordination;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;

namespace MedSsl.Normalization.References;

/// <summary>The published reference energies. A version never changes, so a cached one is never stale; another bucket on the same cache has its own.</summary>
internal sealed class ReferenceStore(IObjectStore store, IKeyValueCache cache, IBus bus, TimeProvider time, ILogger<ReferenceStore> logger)
{
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromHours(1);

    public async Task<StoredReference?> FindAsync(string group, string version, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.Reference(group, version);
        if (await cache.GetAsync(CacheKey(key), cancellationToken) is { } cached)
        {
            return Read(key, cached);
        }

        if (await store.ReadAllAsync(key, cancellationToken) is not { } content)
        {
            return null;
        }

        await cache.SetAsync(CacheKey(key), content, CacheLifetime, cancellationToken);
        return Read(key, content);
    }

    public async Task<bool> ExistsAsync(string group, string version, CancellationToken cancellationToken) =>
        await store.StatAsync(ObjectKeys.Reference(group, version), cancellationToken) is not null;

    /// <summary>Fits the reference of a group on what was drawn and publishes it, unless one was published first. False when nothing was drawn.</summary>
    public async Task<bool> FitAsync(string group, string version, ReferenceSample sample, string? fittedOn, CancellationToken cancellationToken)
    {
        if (sample.Count == 0)
        {
            return false;
        }

        var modality = ReferenceGroups.ModalityOf(group);
        var reference = sample.Fit(modality, group, version, new EnergyBandSettings()) with { FittedOn = fittedOn };
        var put = await store.PutJsonAsync(ObjectKeys.Reference(group, version), reference, PutCondition.IfAbsent, cancellationToken);
        if (put.Created)
        {
            Log.ReferenceFitted(logger, group, version, sample.Count);
            await bus.Publish(
                new ReferencePublished
                {
                    Modality = modality,
                    Version = version,
                    ImageCount = sample.Count,
                    Reference = put.Object,
                    Group = group,
                    FittedOn = fittedOn,
                    PublishedAt = time.GetUtcNow(),
                }, cancellationToken);
        }

        return true;
    }

    private string CacheKey(string key) => $"{store.Bucket}/{key}";

    private StoredReference? Read(string key, byte[] content) =>
        JsonSerializer.Deserialize<ReferenceEnergies>(content, Json.Options) is { } energies
            ? new StoredReference(
                energies, new ObjectRef { Bucket = store.Bucket, Key = key, Sha256 = Sha256Digest.Of(content), Bytes = content.Length, MediaType = "application/json" })
            : null;
}
