using MassTransit;
using Prometheus;

namespace MedSsl.Messaging.Telemetry;

/// <summary>The series of the bus. Labels are names of queues and message types only: their number does not grow with the data.</summary>
internal static class BusMetrics
{
    private static readonly string[] Labels = ["queue", "message"];

    public static readonly Counter Published =
        Prometheus.Metrics.CreateCounter("medssl_bus_published_total", "Messages published and confirmed by the broker.", "message");

    public static readonly Counter Received =
        Prometheus.Metrics.CreateCounter("medssl_bus_received_total", "Deliveries taken from a queue, repeated ones included.", "queue");

    public static readonly Counter Consumed =
        Prometheus.Metrics.CreateCounter("medssl_bus_consumed_total", "Messages consumed with success.", Labels);

    public static readonly Counter Retried =
        Prometheus.Metrics.CreateCounter("medssl_bus_retried_total", "Immediate retries of a message.", Labels);

    public static readonly Counter Redelivered =
        Prometheus.Metrics.CreateCounter("medssl_bus_redelivered_total", "Messages put into a retry tier.", Labels);

    public static readonly Counter Faulted =
        Prometheus.Metrics.CreateCounter("medssl_bus_faulted_total", "Messages given up and moved to the error queue.", Labels);

    public static readonly Gauge InFlight =
        Prometheus.Metrics.CreateGauge("medssl_bus_in_flight", "Messages being consumed now.", Labels);

    public static readonly Histogram Duration = Prometheus.Metrics.CreateHistogram(
        "medssl_bus_consume_duration_seconds",
        "Time that a consumer took for a message, from 1 ms to 17 min.",
        new HistogramConfiguration { LabelNames = Labels, Buckets = Histogram.ExponentialBuckets(0.001, 4, 11) });

    /// <summary>Queue of an address; one word for all temporary queues, whose names never repeat.</summary>
    public static string QueueOf(Uri address) =>
        address.Query.Contains("temporary=true", StringComparison.Ordinal) || address.Query.Contains("autodelete=true", StringComparison.Ordinal)
            ? "temporary"
            : address.Segments[^1];

    /// <summary>Label values of a message on the queue it came from.</summary>
    public static string[] LabelsOf(ConsumeContext context, Type message) => [QueueOf(context.ReceiveContext.InputAddress), message.Name];
}
