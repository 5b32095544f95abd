using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Execution;

/// <summary>The event that tells of a stored result: the same result always gives the same event, however often it is told.</summary>
internal static class BenchmarkEvents
{
    public static BenchmarkFailed? Failed(BenchmarkResult result) => result.Failure is null
        ? null
        : new BenchmarkFailed { BenchmarkId = result.BenchmarkId, Reason = result.Failure, FailedAt = result.EndedAt };

    public static BenchmarkCompleted? Completed(BenchmarkResult result, ObjectRef stored)
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
            RandomAuc = headline.MeanRandomAuc,
            Result = stored,
            Report = report,
            CompletedAt = result.EndedAt,
        };
    }
}
