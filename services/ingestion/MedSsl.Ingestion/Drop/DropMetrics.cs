using Prometheus;

namespace MedSsl.Ingestion.Drop;

internal static class DropMetrics
{
    public static readonly Counter Taken = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_drop_taken_total", "Dropped inputs that were taken: stored, or refused and set aside in the quarantine.", "source", "outcome");

    public static readonly Counter Failures = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_drop_failures_total", "Attempts at dropped inputs that failed and are made again.", "source");

    public static readonly Gauge Waiting = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_drop_waiting", "Dropped inputs that the last look left where they were.", "source");

    public static readonly Gauge Stuck = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_drop_stuck", "Those of them that cannot be read or removed, so that a person has to look at them.", "source");

    /// <summary>Every series is there from the start: a rate over a counter that appears with its first event misses that event.</summary>
    public static void Initialize()
    {
        foreach (var source in (string[])[FolderDrop.Source, ObjectDrop.Source])
        {
            Taken.WithLabels(source, "stored");
            Taken.WithLabels(source, "refused");
            Failures.WithLabels(source);
            Waiting.WithLabels(source);
            Stuck.WithLabels(source);
        }
    }
}
