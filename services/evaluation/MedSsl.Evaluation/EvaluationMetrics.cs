using Prometheus;

namespace MedSsl.Evaluation;

internal static class EvaluationMetrics
{
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Rejected = "rejected";

    public static readonly Counter Benchmarks = Prometheus.Metrics.CreateCounter(
        "medssl_evaluation_benchmarks_total", "Benchmarks by how they ended: completed, failed, rejected.", "outcome");

    public static readonly Histogram Duration = Prometheus.Metrics.CreateHistogram(
        "medssl_evaluation_benchmark_duration_seconds",
        "Time from the start of a benchmark to its durable result.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(1, 2, 14) });
}
