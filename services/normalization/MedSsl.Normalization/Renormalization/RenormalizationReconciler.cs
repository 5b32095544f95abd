using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;

namespace MedSsl.Normalization.Renormalization;

/// <summary>
/// Gives a dataset a second life under another name, whose pin names the other reference: its series manifests, labels and ended imports are written
/// again for the new name (the instances they point at are shared), and told. From there on everything is as with images that just came. The marker
/// goes when all is written; what is lost of the telling, the reconcilers of series and datasets tell again.
/// </summary>
internal sealed class RenormalizationReconciler(IObjectStore store, CurrentManifests manifests, IBus bus, ILogger<RenormalizationReconciler> logger) : IReconciler
{
    public string Name => "renormalizations";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var pending = await store.ListAsync(ObjectKeys.RenormalizationPendingPrefix, cancellationToken).Select(found => found.Key).ToListAsync(cancellationToken);
        return await EachOnItsOwn.SumAsync(pending, key => RenormalizeAsync(key, cancellationToken), cancellationToken);
    }

    private async Task<int> RenormalizeAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<RenormalizeDataset>(key, cancellationToken) is not { } request)
        {
            return 0;
        }

        var target = RenormalizationAcceptance.TargetOf(request);
        // Labels first and imports last: an import counts as whole when its series are there, and a benchmark may follow at once.
        await CopyLabelsAsync(request.Dataset, target, cancellationToken);
        var series = await CopySeriesAsync(request.Dataset, target, cancellationToken);
        await CopyImportsAsync(request.Dataset, target, cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
        Log.Renormalizing(logger, request.Dataset, request.Reference, target, series);
        return series;
    }

    private async Task CopyLabelsAsync(string source, string target, CancellationToken cancellationToken)
    {
        await foreach (var labels in LabelObjects.ListAsync(store, source, null, cancellationToken))
        {
            await LabelObjects.PutAsync(store, labels with { Dataset = target }, cancellationToken);
        }
    }

    private async Task<int> CopySeriesAsync(string source, string target, CancellationToken cancellationToken)
    {
        var copied = 0;
        var withdrawn = await store.ReadTombstonesAsync(cancellationToken);
        await foreach (var manifest in store.ListJsonAsync<SeriesManifest>($"{ObjectKeys.SeriesManifestPrefix}{source}/", cancellationToken))
        {
            if (withdrawn.Contains(manifest.PatientId))
            {
                continue;
            }

            var key = ObjectKeys.SeriesManifest(target, manifest.SeriesUid);
            var existing = await store.ReadJsonAsync<SeriesManifest>(key, cancellationToken);
            if (existing is null || !existing.Instances.SequenceEqual(manifest.Instances))
            {
                await store.PutJsonAsync(key, manifest with { Dataset = target }, PutCondition.Overwrite, cancellationToken);
                await manifests.PublishAsync(key, cancellationToken);
                copied++;
            }
        }

        return copied;
    }

    private async Task CopyImportsAsync(string source, string target, CancellationToken cancellationToken)
    {
        await foreach (var import in store.ListJsonAsync<ImportRecord>($"{ObjectKeys.ImportPrefix}{source}/", cancellationToken))
        {
            var put = await store.PutJsonAsync(ObjectKeys.Import(target, import.ImportId), import with { Dataset = target }, PutCondition.IfAbsent, cancellationToken);
            await bus.Publish(
                new ImportCompleted
                {
                    ImportId = import.ImportId,
                    Dataset = target,
                    SeriesCount = import.SeriesUids.Count,
                    InstanceCount = import.InstanceCount,
                    RejectedCount = import.Rejected.Values.Sum(),
                    Record = put.Object,
                    CompletedAt = import.CompletedAt,
                }, cancellationToken);
        }
    }
}
