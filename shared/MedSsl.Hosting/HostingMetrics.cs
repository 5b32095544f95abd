using Prometheus;

namespace MedSsl.Hosting;

internal static class HostingMetrics
{
    public static readonly Counter Repaired = Prometheus.Metrics.CreateCounter(
        "medssl_reconciler_repaired_total", "Things a reconciler found undone and did.", "reconciler");

    public static readonly Counter FailedPasses = Prometheus.Metrics.CreateCounter(
        "medssl_reconciler_failed_passes_total", "Passes of a reconciler that ended with an error.", "reconciler");

    public static readonly Gauge LeasesHeld = Prometheus.Metrics.CreateGauge(
        "medssl_leases_held", "Leases on runs and benchmarks held by this process.", "kind");
}
