using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;
using Prometheus;

namespace MedSsl.Ingestion.Network;

internal static class DicomMetrics
{
    public static readonly Counter Associations = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_dicom_associations_total", "Connections to the DICOM port that ended, by how.", "outcome");

    public static readonly Gauge OpenAssociations = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_dicom_open_associations", "Associations that are open now.");

    public static readonly Counter Objects = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_dicom_objects_total", "Objects that were answered, by DIMSE status.", "status");

    public static readonly Counter ReceivedBytes = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_dicom_received_bytes_total", "Bytes of data sets that were answered with success.");

    public static readonly Histogram AcknowledgeDuration = Prometheus.Metrics.CreateHistogram(
        "medssl_ingestion_dicom_acknowledge_duration_seconds", "From the last byte of an object to its being durable.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0002, 2, 16) });

    public static readonly Gauge SpoolBytes = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_dicom_spool_bytes", "Bytes of objects in the spool that are not forwarded yet.");

    public static readonly Gauge SpoolObjects = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_dicom_spool_objects", "Objects in the spool that are not forwarded yet.");

    public static readonly Counter ForwardFailures = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_dicom_forward_failures_total", "Attempts to forward objects of the spool that failed and are made again.");

    public static readonly Gauge DoorClosed = Prometheus.Metrics.CreateGauge(
        "medssl_ingestion_dicom_closed", "1 while objects are refused because too much waits.");

    public static readonly Counter Commitments = Prometheus.Metrics.CreateCounter(
        "medssl_ingestion_dicom_commitments_total", "Questions for storage commitment, by what became of them.", "outcome");

    /// <summary>Every series is there from the start: a rate over a counter that appears with its first event misses that event.</summary>
    public static void Initialize()
    {
        foreach (var end in Enum.GetValues<AssociationEnd>())
        {
            Associations.WithLabels(Outcome(end));
        }

        foreach (var (status, _, _) in DimseStatus.All)
        {
            Objects.WithLabels(Status(status));
        }

        foreach (var outcome in (string[])["asked", "reported", "expired"])
        {
            Commitments.WithLabels(outcome);
        }
    }

    /// <summary>As the rest of the metrics writes words: <c>aborted-by-peer</c>.</summary>
    public static string Outcome(AssociationEnd end) =>
        string.Concat(end.ToString().Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    public static string Status(ushort status) => status.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
}
