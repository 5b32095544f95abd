using MedSsl.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MedSsl.Shards;

/// <summary>Registers what reads shards.</summary>
public static class ShardCacheExtensions
{
    /// <summary>One <see cref="ShardCache"/> for all services of a process, at the place that is asked for when it is made.</summary>
    public static void AddShardCache(this IServiceCollection services, Func<IServiceProvider, (string Folder, long Bytes)> place)
    {
        ArgumentNullException.ThrowIfNull(place);
        services.TryAddSingleton(provider =>
        {
            var (folder, bytes) = place(provider);
            return new ShardCache(new StoredShards(provider.GetRequiredService<IObjectStore>()), folder, bytes, provider.GetRequiredService<TimeProvider>());
        });
    }
}
