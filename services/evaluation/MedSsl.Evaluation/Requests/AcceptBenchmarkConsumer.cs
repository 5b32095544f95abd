using MassTransit;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Execution;
using MedSsl.Messaging;
using Microsoft.Extensions.Logging;

namespace MedSsl.Evaluation.Requests;

/// <summary>Records a request, or refuses it with every reason. The work itself is not a held delivery: <see cref="BenchmarkWork"/> does it.</summary>
internal sealed class AcceptBenchmarkConsumer(BenchmarkAcceptance acceptance, BenchmarkWork work, ILogger<AcceptBenchmarkConsumer> logger)
    : IConsumer<RequestBenchmark>
{
    public async Task Consume(ConsumeContext<RequestBenchmark> context)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(context.Message, context.CancellationToken);
        if (accepted is not null)
        {
            work.Wake();
            Log.Accepted(logger, accepted.Id);
            await context.AnswerAsync(accepted);
        }
        else if (rejected is not null)
        {
            Log.Rejected(logger, rejected.Id, string.Join(" ", rejected.Reasons));
            EvaluationMetrics.Benchmarks.WithLabels(EvaluationMetrics.Rejected).Inc();
            await context.AnswerAsync(rejected);
        }
    }
}
