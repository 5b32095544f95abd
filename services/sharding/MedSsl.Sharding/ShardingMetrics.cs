using Prometheus;

namespace MedSsl.Sharding;

internal static class ShardingMetrics
{
    public static readonly Counter SamplesSealed = Prometheus.Metrics.CreateCounter("medssl_sharding_samples_sealed_total", "Samples sealed into shards.", "modality");

    public static readonly Counter ShardsSealed = Prometheus.Metrics.CreateCounter("medssl_sharding_shards_sealed_total", "Shards sealed.", "modality");

    public static readonly Gauge DatasetVersion = Prometheus.Metrics.CreateGauge("medssl_sharding_dataset_version", "Newest version of a dataset that this process published.", "dataset");

    public static readonly Counter OrphansRemoved = Prometheus.Metrics.CreateCounter("medssl_sharding_orphans_removed_total", "Shards, manifests and catalogue files removed because no dataset version names them.");

    public static readonly Counter Withdrawals = Prometheus.Metrics.CreateCounter("medssl_sharding_withdrawals_total", "Withdrawals of patients that this process brought to their report.");
}
