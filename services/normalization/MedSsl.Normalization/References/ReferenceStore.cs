using System.Text.Json;
using MedSsl.Coordination;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.References;

/// <summary>The published reference energies. A version never changes, so a cached one is never stale.</summary>
internal sealed class ReferenceStore(IObjectStore store, IKeyValueCache cache)
{
    /// <summary>The version in force. Further versions, and the choice between them, belong to the governance of references.</summary>
    public const string Version = "v1";

    private static readonly TimeSpan CacheLifetime = TimeSpan.FromHours(1);

    public async Task<ReferenceEnergies?> FindAsync(string modality, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.Reference(modality, Version);
        if (await cache.GetAsync(key, cancellationToken) is { } cached)
        {
            return JsonSerializer.Deserialize<ReferenceEnergies>(cached, Json.Options);
        }

        if (await store.ReadAllAsync(key, cancellationToken) is not { } content)
        {
            return null;
        }

        await cache.SetAsync(key, content, CacheLifetime, cancellationToken);
        return JsonSerializer.Deserialize<ReferenceEnergies>(content, Json.Options);
    }

    /// <summary>Publishes a reference unless one was published first.</summary>
    public Task<PutResult> PublishAsync(ReferenceEnergies reference, CancellationToken cancellationToken) =>
        store.PutJsonAsync(ObjectKeys.Reference(reference.Modality, reference.Version), reference, PutCondition.IfAbsent, cancellationToken);
}
