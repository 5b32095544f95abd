using Prometheus;

namespace MedSsl.Hosting;

internal static class HostingMetrics
{
    public static readonly Counter Repaired = Metrics.CreateCounter(
        "medssl_reconciler_repaired_total", "Things a reconciler found undone and did.", "reconciler");

    public static readonly Counter FailedPasses = Metrics.CreateCounter(
        "medssl_reconciler_failed_passes_total", "Passes of a reconciler that ended with an error.", "reconciler");

    public static readonly Gauge LeasesHeld = Metrics.CreateGauge(
        "medssl_leases_held", "Leases on runs and benchmarks held by this process.", "kind");
}
