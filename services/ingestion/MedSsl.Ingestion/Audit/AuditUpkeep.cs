using MedSsl.ObjectStorage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

/// <summary>
/// Every minute and at the end of the process: keeps the head of the chain in the object store, tells of alerts that were only counted, drops what is too
/// old. It is stopped after the trail has its last record.
/// </summary>
internal sealed class AuditUpkeep(
    AuditTrail trail, SecurityAlerts alerts, IObjectStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long kept;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(Patience, time);
        await KeepHeadAsync(limit.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (trail.IsEnabled && !stoppingToken.IsCancellationRequested)
        {
            await KeepHeadAsync(stoppingToken);
            alerts.Flush();
            DropOld();
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (trail.Head is { } head && head.Sequence != kept)
            {
                await AuditHeads.WriteAsync(store, head, cancellationToken);
                kept = head.Sequence;
            }
        }
        catch (Exception exception)
        {
            // The edge of this look: the store is away, and the next look tries again.
            Log.AuditHeadNotKept(logger, exception);
        }
    }

    private void DropOld()
    {
        try
        {
            if (options.Value.Retention > TimeSpan.Zero)
            {
                trail.DropOld(options.Value.Retention, onlyForwarded: options.Value.Target is not null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            AuditMetrics.WriteFailures.Inc();
            Log.AuditWriteFailed(logger, exception);
        }
    }
}
