using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Coordination.Redis;

/// <summary>Registration of coordination by Redis.</summary>
public static class RedisCoordinationExtensions
{
    /// <summary>Leases, cache and index in the Redis that the options name.</summary>
    public static IServiceCollection AddRedisCoordination(this IServiceCollection services, CoordinationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services
            .AddSingleton(_ => new RedisConnection(options.ConnectionString))
            .AddSingleton<ILeaseStore, RedisLeaseStore>()
            .AddSingleton<IKeyValueCache, RedisCache>()
            .AddSingleton<IDigestIndex>(provider => new RedisDigestIndex(provider.GetRequiredService<RedisConnection>()));
    }
}
