using MassTransit;
using MedSsl.Contracts.Datasets;
using MedSsl.Messaging;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Definitions;

/// <summary>Records a definition, or refuses it with every reason; <see cref="DefinitionWork"/> does the work.</summary>
internal sealed class DefineDatasetConsumer(DefinitionAcceptance acceptance, DefinitionWork work, ILogger<DefineDatasetConsumer> logger) : IConsumer<DefineDataset>
{
    public async Task Consume(ConsumeContext<DefineDataset> context)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(context.Message, context.CancellationToken);
        if (accepted is not null)
        {
            work.Wake();
            await context.AnswerAsync(accepted);
        }
        else
        {
            Log.DefinitionRejected(logger, rejected!.Id, string.Join(" ", rejected.Reasons));
            await context.AnswerAsync(rejected);
        }
    }
}
