using System.CommandLine;
using MassTransit;
using MedSsl.AllInOne.Commands;
using MedSsl.Contracts;
using MedSsl.Hosting;
using MedSsl.Messaging;
using MedSsl.ObjectStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Sessions;

/// <summary>
/// A connection to the platform for one verb. With the in-memory bus it is the platform: all services run in this process until the verb
/// is done. With RabbitMQ it is a client of services that run elsewhere, with the modules that the verb itself needs.
/// </summary>
internal sealed class PlatformSession : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataFolderLock? folderLock;

    private PlatformSession(WebApplication app, DataFolderLock? folderLock) => (this.app, this.folderLock) = (app, folderLock);

    public IServiceProvider Services => app.Services;

    public IObjectStore Store => Services.GetRequiredService<IObjectStore>();

    public Notices Notices => Services.GetRequiredService<Notices>();

    /// <summary>The addresses that HTTP is served at.</summary>
    public IEnumerable<string> Urls => app.Urls;

    /// <summary>Opens a session. <paramref name="needed"/> are the modules that the verb runs itself even when services run elsewhere.</summary>
    public static async Task<PlatformSession> OpenAsync(
        ParseResult parsed, IReadOnlyList<ServiceModule> needed, CancellationToken cancellationToken, params string[] settings)
    {
        var quiet = parsed.GetValue(GlobalOptions.Verbose) ? "Information" : "Error";
        string[] arguments = ["--Hosting:Urls=http://127.0.0.1:0", $"--Hosting:LogLevel={quiet}", .. settings, .. GlobalOptions.ToConfiguration(parsed)];
        return await OpenAsync(arguments, needed, cancellationToken);
    }

    public static async Task<PlatformSession> OpenAsync(string[] arguments, IReadOnlyList<ServiceModule> needed, CancellationToken cancellationToken)
    {
        var builder = ServiceHost.CreateBuilder(arguments);
        var isEmbedded = builder.Configuration.GetValidated<MessagingOptions>(MessagingOptions.SectionName).Transport == MessagingOptions.InMemory;
        var hosting = builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);
        var folderLock = isEmbedded ? new DataFolderLock(Path.GetFullPath(hosting.DataFolder)) : null;
        try
        {
            builder.Services.AddSingleton<Notices>();
            var app = ServiceHost.Build(builder, [.. isEmbedded ? Sessions.Services.All : needed, Notices.Module]);
            await app.Services.GetRequiredService<IObjectStore>().EnsureReadyAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
            return new PlatformSession(app, folderLock);
        }
        catch
        {
            folderLock?.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and waits for its answer; a refusal names every reason.</summary>
    public async Task<CommandAccepted> SendAsync<T>(T command, CancellationToken cancellationToken)
        where T : class
    {
        var client = Services.GetRequiredService<IClientFactory>().CreateRequestClient<T>(RequestTimeout.After(s: 60));
        try
        {
            var answer = await client.GetResponse<CommandAccepted, CommandRejected>(command, cancellationToken);
            return answer.Message switch
            {
                CommandAccepted accepted => accepted,
                CommandRejected rejected => throw new UsageException($"{typeof(T).Name} is refused:\n  {string.Join("\n  ", rejected.Reasons)}"),
                var other => throw new CommandFailedException($"{typeof(T).Name} was answered by {other.GetType().Name}"),
            };
        }
        catch (RequestTimeoutException)
        {
            throw new CommandFailedException($"{typeof(T).Name} got no answer within 60 s: is the service that answers it running, and on the same broker?");
        }
    }

    /// <summary>Waits until <paramref name="find"/> finds something in the object store: its coming is the durable end of the work.</summary>
    public static async Task<TResult> WaitForAsync<TResult>(Func<CancellationToken, Task<TResult?>> find, CancellationToken cancellationToken)
        where TResult : class
    {
        while (true)
        {
            if (await find(cancellationToken) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folderLock?.Dispose();
    }
}
