using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting.Reconciliation;

namespace MedSsl.Sharding.Sealing;

/// <summary>The end of an import may be the moment to seal what it brought.</summary>
internal sealed class SealOnImportEndConsumer(ReconcileSignal<DatasetReconciler> datasets) : IConsumer<ImportCompleted>
{
    public Task Consume(ConsumeContext<ImportCompleted> context)
    {
        datasets.Set();
        return Task.CompletedTask;
    }
}
