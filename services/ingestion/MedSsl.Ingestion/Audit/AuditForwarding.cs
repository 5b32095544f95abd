using MedSsl.Audit.Syslog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

/// <summary>Sends the trail to a collector, where one is configured. It is stopped after the trail has its last record.</summary>
internal sealed class AuditForwarding(AuditPlace place, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditForwarding> logger) : BackgroundService, ISyslogObserver
{
    public void Lost(Exception exception, TimeSpan delay) => Log.AuditCollectorLost(logger, options.Value.Syslog, exception.Message, delay, exception);

    public void Sent(int messages) => AuditMetrics.Forwarded.Inc(messages);

    public void Waiting(long bytes) => AuditMetrics.Backlog.Set(bytes);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { Enabled: true, Target: { } target })
        {
            await new SyslogForwarder(target, place.Folder, place.Process.Host, this, time).RunAsync(stoppingToken);
        }
    }
}
