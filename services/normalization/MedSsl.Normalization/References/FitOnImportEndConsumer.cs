using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting.Reconciliation;

namespace MedSsl.Normalization.References;

/// <summary>The end of an import may be the moment to fit references on what there is.</summary>
internal sealed class FitOnImportEndConsumer(ReconcileSignal<ReferenceReconciler> references) : IConsumer<ImportCompleted>
{
    public Task Consume(ConsumeContext<ImportCompleted> context)
    {
        references.Set();
        return Task.CompletedTask;
    }
}
