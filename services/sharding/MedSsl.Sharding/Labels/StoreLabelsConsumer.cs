using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Messaging;
using MedSsl.Sharding.Sealing;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Labels;

/// <summary>Labels are stored with their dataset, or refused with every reason; <see cref="DatasetReconciler"/> takes them into its next version.</summary>
internal sealed class StoreLabelsConsumer(LabelAcceptance acceptance, ReconcileSignal<DatasetReconciler> datasets, ILogger<StoreLabelsConsumer> logger) : IConsumer<LabelsSubmitted>
{
    public async Task Consume(ConsumeContext<LabelsSubmitted> context)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(context.Message, context.CancellationToken);
        if (accepted is not null)
        {
            datasets.Set();
            await context.AnswerAsync(accepted);
        }
        else
        {
            Log.LabelsRejected(logger, rejected!.Id, string.Join(" ", rejected.Reasons));
            await context.AnswerAsync(rejected);
        }
    }
}
