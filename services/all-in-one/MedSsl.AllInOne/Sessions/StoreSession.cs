using System.CommandLine;
using MedSsl.AllInOne.Commands;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
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
}
