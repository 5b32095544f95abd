using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Results;
using MedSsl.ObjectStorage;

namespace MedSsl.Evaluation.Execution;

/// <summary>The event that tells of a stored result: the same result always gives the same event, however often it is told.</summary>
internal static class BenchmarkEvents
{
    /// <summary>Publishes the event of the stored result of a benchmark.</summary>
    public static async Task PublishAsync(IBus bus, IObjectStore store, string benchmarkId, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<BenchmarkResult>(ObjectKeys.BenchmarkResult(benchmarkId), cancellationToken) is not var (result, reference))
        {
            return;
        }

        if (Failed(result) is { } failed)
        {
            await bus.Publish(failed, cancellationToken);
        }
        else if (Completed(result, reference) is { } completed)
        {
            await bus.Publish(completed, cancellationToken);
        }
    }

    private static BenchmarkFailed? Failed(BenchmarkResult result) => result.Failure is null
        ? null
        : new BenchmarkFailed { BenchmarkId = result.BenchmarkId, Reason = result.Failure, FailedAt = result.EndedAt };

    private static BenchmarkCompleted? Completed(BenchmarkResult result, ObjectRef stored)
    {
        if (result is not { Failure: null, Model: { } model, Report: { } report, Probes: [{ Headline: var headline }, ..] })
        {
            return null;
        }

        return new BenchmarkCompleted
        {
            BenchmarkId = result.BenchmarkId,
            Model = model.Name,
            ModelVersion = model.Version,
            Task = result.Request.Task,
            ModelAuc = headline.Model.Auc,
            RandomAuc = headline.RandomMean,
            Result = stored,
            Report = report,
            CompletedAt = result.EndedAt,
        };
    }
}
