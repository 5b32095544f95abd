using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Messaging;
using MedSsl.Training.Runs;

namespace MedSsl.Training.Control;

/// <summary>Records that a run is to rest, to go on or to end, or refuses it with every reason. The process that trains the run looks for it.</summary>
internal sealed class ControlTrainingConsumer(RunControls controls, TrainingWork work, TimeProvider time)
    : IConsumer<PauseTraining>, IConsumer<ResumeTraining>, IConsumer<CancelTraining>
{
    public Task Consume(ConsumeContext<PauseTraining> context) => ApplyAsync(context, nameof(PauseTraining), context.Message.RunId, context.Message.RequestedBy, RunStates.Paused);

    public Task Consume(ConsumeContext<ResumeTraining> context) => ApplyAsync(context, nameof(ResumeTraining), context.Message.RunId, context.Message.RequestedBy, RunStates.Running);

    public Task Consume(ConsumeContext<CancelTraining> context) => ApplyAsync(context, nameof(CancelTraining), context.Message.RunId, context.Message.RequestedBy, RunStates.Cancelled);

    private async Task ApplyAsync(ConsumeContext context, string command, string runId, string requestedBy, string wanted)
    {
        var (decision, newest) = await controls.ApplyAsync(runId, wanted, requestedBy, context.CancellationToken);
        if (decision.Refusals.Count > 0)
        {
            await context.AnswerAsync(new CommandRejected { Id = runId ?? "", Command = command, Reasons = decision.Refusals, RejectedAt = time.GetUtcNow() });
            return;
        }

        await FollowAsync(context, runId, wanted, newest);
        await context.AnswerAsync(new CommandAccepted { Id = runId, AcceptedAt = time.GetUtcNow(), Note = decision.Note });
    }

    /// <summary>Also where nothing changed: the first delivery may have died before it came here.</summary>
    private async Task FollowAsync(ConsumeContext context, string runId, string wanted, RunControlChange? newest)
    {
        switch (wanted)
        {
            case RunStates.Cancelled:
                // A run that nobody trains need not wait for a process that is free.
                await work.WorkNowAsync(runId, context.CancellationToken);
                break;
            case RunStates.Running when newest is not null:
                work.Wake();
                await context.Publish(new TrainingResumed { RunId = runId, ResumedAt = newest.ChangedAt }, context.CancellationToken);
                break;
        }
    }
}
