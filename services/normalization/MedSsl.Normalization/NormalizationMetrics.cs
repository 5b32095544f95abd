using Prometheus;

namespace MedSsl.Normalization;

internal static class NormalizationMetrics
{
    public static readonly Counter Images = Prometheus.Metrics.CreateCounter(
        "medssl_normalization_images_total", "Images by outcome: normalized or failed.", "modality", "outcome");

    public static readonly Counter SetAside = Prometheus.Metrics.CreateCounter(
        "medssl_normalization_set_aside_total", "Images that were set aside, by reason code.", "modality", "reason");

    public static readonly Histogram Duration = Prometheus.Metrics.CreateHistogram(
        "medssl_normalization_duration_seconds", "Time to normalize or measure one series.",
        new HistogramConfiguration { LabelNames = ["modality"], Buckets = Histogram.ExponentialBuckets(0.01, 2, 14) });

    public static readonly Gauge EnergyDrift = Prometheus.Metrics.CreateGauge(
        "medssl_normalization_energy_drift", "Largest |z| of the newest series of a scanner against the reference.", "modality", "scanner");

    public static readonly Gauge WaitingSeries = Prometheus.Metrics.CreateGauge(
        "medssl_normalization_waiting_series", "Measured series that wait for the reference of their modality.", "modality");

    public static readonly Counter NearDuplicates = Prometheus.Metrics.CreateCounter(
        "medssl_normalization_near_duplicates_total", "Images that were marked because they add nothing to the image before them.", "modality");

    public static readonly Counter Volumes = Prometheus.Metrics.CreateCounter(
        "medssl_normalization_volumes_total", "Series that were to become a volume, by outcome: stored, or the reason code of the refusal.", "modality", "outcome");
}
