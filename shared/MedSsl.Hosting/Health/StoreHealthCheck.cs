using MedSsl.ObjectStorage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedSsl.Hosting.Health;

internal sealed class StoreHealthCheck(IObjectStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.EnsureReadyAsync(cancellationToken);
            return HealthCheckResult.Healthy($"bucket {store.Bucket} can be written");
        }
        catch (IOException exception)
        {
            return HealthCheckResult.Unhealthy("the object store cannot be written", exception);
        }
    }
}
