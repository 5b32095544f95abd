using MassTransit;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Messaging;

namespace MedSsl.Normalization.Renormalization;

/// <summary>Records a renormalization, or refuses it; <see cref="RenormalizationReconciler"/> does the work.</summary>
internal sealed class RenormalizeDatasetConsumer(RenormalizationAcceptance acceptance, ReconcileSignal<RenormalizationReconciler> renormalizations) : IConsumer<RenormalizeDataset>
{
    public async Task Consume(ConsumeContext<RenormalizeDataset> context)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(context.Message, context.CancellationToken);
        if (accepted is not null)
        {
            renormalizations.Set();
            await context.AnswerAsync(accepted);
        }
        else
        {
            await context.AnswerAsync(rejected!);
        }
    }
}
