using Prometheus;

namespace MedSsl.Ingestion;

internal static class IngestionMetrics
{
    public static readonly Counter Stored = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_instances_stored_total", "Instances stored: new ones, and those that replaced another.", "modality");

    public static readonly Counter Duplicates = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_duplicates_total", "Instances that were stored before, by what told so: the index, or the store itself.", "found_by");

    public static readonly Counter Conflicts = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_conflicts_total", "Instances that came with other content than the one stored under their UID.", "policy");

    public static readonly Counter Rejected = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_instances_rejected_total", "Inputs refused and set aside in the quarantine.", "reason");

    public static readonly Counter QuarantineLeft = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_quarantine_left_total", "Inputs that left the quarantine: released, dropped or expired.", "way");

    public static readonly Counter Bytes = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_bytes_total", "Bytes of de-identified instances stored.");

    public static readonly Counter LateInstances = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_late_instances_total", "Instances that came after their series had been found complete.", "modality");

    public static readonly Counter SeriesCompleted = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_series_completed_total", "Series found complete.", "modality");

    public static readonly Counter SeriesShort = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_series_short_total", "Series found complete with fewer instances than they say that they have.", "modality");

    public static readonly Counter StudiesCompleted = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_studies_completed_total", "Studies found complete, by why they count as complete.", "reason");
}
