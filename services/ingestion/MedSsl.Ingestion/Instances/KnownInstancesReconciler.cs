using MedSsl.Contracts.Documents;
using MedSsl.Coordination;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Instances;

/// <summary>
/// Fills the index of instances from the manifests of series when it is empty: at the first start, and after it was lost. Instances of series that are open
/// just now are noted when they come.
/// </summary>
internal sealed class KnownInstancesReconciler(IObjectStore store, IDigestIndex index, KnownInstances known) : IReconciler
{
    public string Name => "known-instances";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        if (await index.IsFilledAsync(cancellationToken))
        {
            return 0;
        }

        await foreach (var found in store.ListAsync(ObjectKeys.SeriesManifestPrefix, cancellationToken))
        {
            if (await store.ReadJsonAsync<SeriesManifest>(found.Key, cancellationToken) is { } manifest)
            {
                await Task.WhenAll(manifest.Instances.Where(instance => instance.SourceDigest is not null).Select(instance =>
                    known.NoteAsync(manifest.Dataset, manifest.SeriesUid, instance.SopInstanceUid, instance.SourceDigest!, cancellationToken)));
            }
        }

        await index.MarkFilledAsync(cancellationToken);
        return 0; // nothing of the pipeline was missing
    }
}
