using MedSsl.Audit.Messages;
using Prometheus;

namespace MedSsl.Ingestion.Audit;

internal static class AuditMetrics
{
    public static readonly Counter Messages = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_audit_messages_total", "Messages that the audit trail has on disk, by code of the event.", "event");

    public static readonly Counter WriteFailures = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_audit_write_failures_total", "Attempts to write the audit trail that failed; what they had to write is tried again.");

    public static readonly Counter Forwarded = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_audit_forwarded_total", "Messages that were sent to the collector, repeats included.");

    public static readonly Gauge Backlog = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_audit_backlog_bytes", "Bytes of the audit trail that were not sent to the collector.");

    /// <summary>Every series is there from the start: a rate over a counter that appears with its first event misses that event.</summary>
    public static void Initialize()
    {
        foreach (var code in new[] { AuditCodes.ApplicationActivity, AuditCodes.AuditLogUsed, AuditCodes.InstancesTransferred, AuditCodes.Export, AuditCodes.Import, AuditCodes.SecurityAlert })
        {
            Messages.WithLabels(code.Code);
        }
    }
}
