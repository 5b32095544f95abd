using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Sealing;

/// <summary>Stages normalized series that are neither staged nor sealed: their event was lost.</summary>
internal sealed class LostNormalizationReconciler(
    IObjectStore store, DatasetCatalogue catalogue, ReconcileSignal<DatasetReconciler> datasets, RepublishGate gate) : IReconciler
{
    public string Name => "lost-normalizations";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var contents = new Dictionary<string, SealedContent>(StringComparer.Ordinal);
        var staged = 0;
        await foreach (var found in store.ListAsync(ObjectKeys.NormalizationRecordPrefix, cancellationToken))
        {
            if (!gate.IsDue(found.Key, found.LastModified) || await store.ReadJsonAsync<NormalizationRecord>(found.Key, cancellationToken) is not { Bundle: not null } record)
            {
                continue;
            }

            if (!contents.TryGetValue(record.Dataset, out var content))
            {
                content = await catalogue.ContentAsync(await catalogue.NewestAsync(record.Dataset, cancellationToken), cancellationToken);
                contents[record.Dataset] = content;
            }

            if (record.SampleCount > content.SamplesOf(record.SeriesUid))
            {
                await store.PutJsonAsync(ObjectKeys.StagedSeries(record.Dataset, record.SeriesUid), record, PutCondition.IfAbsent, cancellationToken);
                staged++;
            }
        }

        if (staged > 0)
        {
            datasets.Set();
        }

        return staged;
    }
}
