using Prometheus;

namespace MedSsl.Dicom.Codecs;

internal static class CodecMetrics
{
    public static readonly Counter Frames = Prometheus.Metrics.CreateCounter(
        "medssl_codecs_frames_total", "Compressed frames by outcome: decoded, damaged, or lost with the worker that had them.", "syntax", "outcome");

    public static readonly Counter WorkersStarted = Prometheus.Metrics.CreateCounter(
        "medssl_codecs_workers_started_total", "Worker processes started.");

    public static readonly Counter WorkersLost = Prometheus.Metrics.CreateCounter(
        "medssl_codecs_workers_lost_total", "Worker processes that ended while they decoded: crash, processor-time, clock, memory or start.", "reason");
}
