using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>Stages normalized series that are neither staged nor sealed: their event was lost.</summary>
internal sealed class LostNormalizationReconciler(
    IObjectStore store, StoredManifests manifests, MembershipIndex index, ReconcileSignal<DatasetReconciler> datasets, RepublishGate gate) : IReconciler
{
    private const int RecordsAtOnce = 1000;

    public string Name => "lost-normalizations";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var staged = 0;
        var due = new List<NormalizationRecord>();
        await foreach (var found in store.ListAsync(ObjectKeys.NormalizationRecordPrefix, cancellationToken))
        {
            if (gate.IsDue(found.Key, found.LastModified) && await store.ReadJsonAsync<NormalizationRecord>(found.Key, cancellationToken) is { Bundle: not null } record)
            {
                due.Add(record);
            }

            if (due.Count == RecordsAtOnce)
            {
                staged += await StageLostAsync(due, cancellationToken);
                due.Clear();
            }
        }

        staged += await StageLostAsync(due, cancellationToken);
        if (staged > 0)
        {
            datasets.Set();
        }

        return staged;
    }

    private async Task<int> StageLostAsync(List<NormalizationRecord> due, CancellationToken cancellationToken)
    {
        var staged = 0;
        foreach (var ofDataset in due.GroupBy(record => record.Dataset, StringComparer.Ordinal))
        {
            var content = new SealedContent(index, await manifests.NewestAsync(ofDataset.Key, cancellationToken));
            var there = await content.SamplesOfAsync([.. ofDataset.Select(record => record.SeriesUid)], cancellationToken);
            foreach (var record in ofDataset.Where(record => record.SampleCount > there[record.SeriesUid]))
            {
                await store.PutJsonAsync(ObjectKeys.StagedSeries(record.Dataset, record.SeriesUid), record, PutCondition.IfAbsent, cancellationToken);
                staged++;
            }
        }

        return staged;
    }
}
