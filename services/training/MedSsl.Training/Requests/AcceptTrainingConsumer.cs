using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Training;
using MedSsl.Messaging;
using MedSsl.Training.Runs;

namespace MedSsl.Training.Requests;

/// <summary>Records a training command for the workers, or refuses it with every reason.</summary>
internal sealed class AcceptTrainingConsumer(TrainingRequests requests, TrainingWork work, TimeProvider time) : IConsumer<StartTraining>
{
    public async Task Consume(ConsumeContext<StartTraining> context)
    {
        var command = context.Message;
        var reasons = await requests.AcceptAsync(command, context.CancellationToken);
        if (reasons.Count > 0)
        {
            await context.AnswerAsync(new CommandRejected { Id = command.RunId ?? "", Command = nameof(StartTraining), Reasons = reasons, RejectedAt = time.GetUtcNow() });
            return;
        }

        work.Wake();
        await context.AnswerAsync(new CommandAccepted { Id = command.RunId, AcceptedAt = time.GetUtcNow() });
    }
}
