using MedSsl.Coordination;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedSsl.Hosting.Health;

internal sealed class CoordinationHealthCheck(ILeaseStore leases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await leases.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy("leases can be taken");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever a client library throws when its server is away, the answer is the same.
            return HealthCheckResult.Unhealthy("the coordination store cannot be reached", exception);
        }
    }
}
