using Prometheus;

namespace MedSsl.Registry;

internal static class RegistryMetrics
{
    public static readonly Counter Versions = Prometheus.Metrics.CreateCounter("medssl_registry_versions_total", "Model versions registered.", "model");
}
