using System.Text;
using MassTransit;
using MedSsl.Coordination;
using MedSsl.Evaluation.Requests;
using MedSsl.Evaluation.Results;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Evaluation.Execution;

/// <summary>
/// Does accepted benchmarks, one at a time, under a lease. The order makes it safe to die anywhere: report, result, event, and only then is
/// the marker removed. A result that is already there is only told again.
/// </summary>
internal sealed class BenchmarkWork(
    IObjectStore store,
    ILeaseStore leases,
    BenchmarkExecution execution,
    IBus bus,
    TimeProvider time,
    IOptions<HostingOptions> hosting,
    ILogger<BenchmarkWork> logger) : LeasedWork(store, leases, hosting.Value, time, logger)
{
    private readonly ILogger _logger = logger;

    protected override string Kind => "benchmarks";

    protected override string PendingPrefix => ObjectKeys.BenchmarkPendingPrefix;

    protected override async Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken)
    {
        if (await Store.ReadJsonAsync<AcceptedBenchmark>(ObjectKeys.BenchmarkRequest(id), leaseToken) is not { } accepted)
        {
            Log.RequestMissing(_logger, id);
            return WorkEnd.Done;
        }

        if (await Store.StatAsync(ObjectKeys.BenchmarkResult(id), leaseToken) is not null)
        {
            await BenchmarkEvents.PublishAsync(bus, Store, id, leaseToken);
            return WorkEnd.Done;
        }

        var begin = Time.GetTimestamp();
        var (result, report) = await execution.RunAsync(accepted, leaseToken);
        leaseToken.ThrowIfCancellationRequested(); // without the lease nothing may be written
        if (report is not null)
        {
            using var html = new MemoryStream(Encoding.UTF8.GetBytes(report));
            var put = await Store.PutAsync(ObjectKeys.BenchmarkReport(id), html, "text/html; charset=utf-8", PutCondition.Overwrite, leaseToken);
            result = result with { Report = put.Object };
        }

        await KeepAsync(result, leaseToken);
        EvaluationMetrics.Duration.Observe(Time.GetElapsedTime(begin).TotalSeconds);
        return WorkEnd.Done;
    }

    protected override async Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
    {
        if (await Store.ReadJsonAsync<AcceptedBenchmark>(ObjectKeys.BenchmarkRequest(id), cancellationToken) is { } accepted)
        {
            await KeepAsync(execution.Failure(accepted, reason), cancellationToken);
        }
    }

    /// <summary>Makes a result durable, then tells of it.</summary>
    private async Task KeepAsync(BenchmarkResult result, CancellationToken cancellationToken)
    {
        await Store.PutJsonAsync(ObjectKeys.BenchmarkResult(result.BenchmarkId), result, PutCondition.Overwrite, cancellationToken);
        EvaluationMetrics.Benchmarks.WithLabels(result.Failure is null ? EvaluationMetrics.Completed : EvaluationMetrics.Failed).Inc();
        if (result.Failure is null)
        {
            Log.Completed(_logger, result.BenchmarkId, result.Summary ?? "");
        }
        else
        {
            Log.Failed(_logger, result.BenchmarkId, result.Failure);
        }

        await BenchmarkEvents.PublishAsync(bus, Store, result.BenchmarkId, cancellationToken);
    }
}
