using MassTransit;
using MedSsl.Contracts.Ingestion;
using MedSsl.Messaging;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Labels;

/// <summary>Labels are stored with their dataset, one object per submission; a wrong submission is refused with every reason at once.</summary>
internal sealed class StoreLabelsConsumer(IObjectStore store) : IConsumer<LabelsSubmitted>
{
    public async Task Consume(ConsumeContext<LabelsSubmitted> context)
    {
        var submission = context.Message;
        if (LabelRules.Violations(submission) is { Count: > 0 } reasons)
        {
            throw new InvalidInputException($"LabelsSubmitted {submission.SubmissionId}: {string.Join("; ", reasons)}");
        }

        await store.PutJsonAsync(
            ObjectKeys.Labels(submission.Dataset, submission.Task, submission.SubmissionId), submission, PutCondition.Overwrite, context.CancellationToken);
    }
}
