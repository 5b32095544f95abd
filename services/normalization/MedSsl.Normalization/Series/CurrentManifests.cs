using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.Series;

/// <summary>The manifests of series as they are now: a late instance replaces one, also while it is being worked on.</summary>
internal sealed class CurrentManifests(IObjectStore store, IBus bus, TimeProvider time)
{
    /// <summary>Publishes the completion of a series as its manifest says it now.</summary>
    public async Task PublishAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<SeriesManifest>(key, cancellationToken) is var (manifest, reference))
        {
            await PublishAsync(manifest, reference, cancellationToken);
        }
    }

    /// <summary>
    /// Publishes it again when it is not what was just worked on: of two normalizations at once the older may have written its record last.
    /// </summary>
    public async Task PublishIfReplacedAsync(ObjectRef workedOn, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<SeriesManifest>(workedOn.Key, cancellationToken) is var (manifest, reference) && reference.Sha256 != workedOn.Sha256)
        {
            await PublishAsync(manifest, reference, cancellationToken);
        }
    }

    private Task PublishAsync(SeriesManifest manifest, ObjectRef reference, CancellationToken cancellationToken) => bus.Publish(
        new SeriesCompleted
        {
            Dataset = manifest.Dataset,
            Modality = manifest.Modality,
            SeriesUid = manifest.SeriesUid,
            InstanceCount = manifest.Instances.Count,
            ExpectedInstanceCount = manifest.ExpectedInstanceCount,
            Manifest = reference,
            CompletedAt = time.GetUtcNow(),
        }, cancellationToken);
}
