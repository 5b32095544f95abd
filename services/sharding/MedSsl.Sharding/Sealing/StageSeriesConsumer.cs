using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Sealing;

/// <summary>A normalized series is staged for its dataset: a durable note, nothing more, so that sealing can happen any time and anywhere.</summary>
internal sealed class StageSeriesConsumer(IObjectStore store, ReconcileSignal<DatasetReconciler> datasets) : IConsumer<SeriesNormalized>
{
    public async Task Consume(ConsumeContext<SeriesNormalized> context)
    {
        var message = context.Message;
        var cancellationToken = context.CancellationToken;
        if (await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecord(message.Dataset, message.SeriesUid), cancellationToken) is { Bundle: not null } record)
        {
            await store.PutJsonAsync(ObjectKeys.StagedSeries(message.Dataset, message.SeriesUid), record, PutCondition.Overwrite, cancellationToken);
        }

        datasets.Set();
    }
}
