using System.CommandLine;
using MedSsl.AllInOne.Commands;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Sessions;

/// <summary>The object store alone: enough to look at everything, beside a platform that runs.</summary>
internal static class StoreSession
{
    public static async Task<IObjectStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var builder = ServiceHost.CreateBuilder([.. GlobalOptions.ToConfiguration(parsed), "--Hosting:LogLevel=Warning"]);
        var store = builder.AddAdapters().Services.AddSingleton(TimeProvider.System).BuildServiceProvider().GetRequiredService<IObjectStore>();
        await store.EnsureReadyAsync(cancellationToken);
        return store;
    }

    /// <summary>The cache of this machine, for what is read from shards.</summary>
    public static ShardCache CacheOf(ParseResult parsed, IObjectStore store)
    {
        var hosting = ServiceHost.CreateBuilder(GlobalOptions.ToConfiguration(parsed)).Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);
        return new ShardCache(new StoredShards(store), hosting.CacheFolder, hosting.CacheBytes);
    }
}
