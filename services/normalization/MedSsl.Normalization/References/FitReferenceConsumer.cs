using MassTransit;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Messaging;

namespace MedSsl.Normalization.References;

/// <summary>Records a request for a new version of the reference energies, or refuses it; <see cref="FitReconciler"/> does the work.</summary>
internal sealed class FitReferenceConsumer(FitAcceptance acceptance, ReconcileSignal<FitReconciler> fits) : IConsumer<FitReference>
{
    public async Task Consume(ConsumeContext<FitReference> context)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(context.Message, context.CancellationToken);
        if (accepted is not null)
        {
            fits.Set();
            await context.AnswerAsync(accepted);
        }
        else
        {
            await context.AnswerAsync(rejected!);
        }
    }
}
