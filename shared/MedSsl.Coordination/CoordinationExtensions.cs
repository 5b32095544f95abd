using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MedSsl.Coordination;

/// <summary>Registration of the embedded coordination.</summary>
public static class CoordinationExtensions
{
    /// <summary>Leases, cache and index in this process.</summary>
    public static IServiceCollection AddInProcessCoordination(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<ILeaseStore, InProcessLeaseStore>()
            .AddSingleton<IKeyValueCache, InProcessCache>()
            .AddSingleton<IDigestIndex, InProcessDigestIndex>();
    }
}
