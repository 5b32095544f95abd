using MassTransit;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Unit.Tests.Hosting;

/// <summary>
/// Services on the real embedded adapters in a temporary folder, composed as a host composes them. <see cref="PartsAsync"/> starts no loops and no
/// consumers, so that a test can call the parts in the order of a crash; <see cref="RunAsync"/> starts everything. Two platforms on one folder are
/// two processes, or one before and after a crash.
/// </summary>
internal sealed class TestPlatform : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string? ownFolder;
    private IBusControl? bus;

    private TestPlatform(WebApplication app, string folder, string? ownFolder) => (this.app, Folder, this.ownFolder) = (app, folder, ownFolder);

    public string Folder { get; }

    public string Spool => Path.Combine(Folder, "spool");

    public IObjectStore Store => Get<IObjectStore>();

    public PublishedMessages Published => Get<PublishedMessages>();

    public Uri Address => new(app.Urls.First());

    public static async Task<TestPlatform> PartsAsync(ServiceModule module, string? folder = null, TimeProvider? time = null, params string[] settings)
    {
        var platform = Build([module with { AddConsumers = _ => { } }], folder, time, settings);
        await platform.Store.EnsureReadyAsync(CancellationToken.None);
        platform.bus = platform.Get<IBusControl>();
        await platform.bus.StartAsync();
        return platform;
    }

    public static async Task<TestPlatform> RunAsync(ServiceModule[] modules, string? folder = null, params string[] settings)
    {
        var platform = Build(modules, folder, null, settings);
        await platform.Store.EnsureReadyAsync(CancellationToken.None);
        await platform.app.StartAsync();
        return platform;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async Task<List<string>> KeysAsync(string prefix) => await Store.ListAsync(prefix, CancellationToken.None).Select(found => found.Key).ToListAsync();

    public Task<List<T>> ObjectsAsync<T>(string prefix)
        where T : class => Store.ListJsonAsync<T>(prefix, CancellationToken.None).ToListAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (bus is not null)
        {
            await bus.StopAsync();
        }
        else
        {
            await app.StopAsync();
        }

        await app.DisposeAsync();
        if (ownFolder is not null)
        {
            Directory.Delete(ownFolder, recursive: true);
        }
    }

    private static TestPlatform Build(ServiceModule[] modules, string? folder, TimeProvider? time, string[] settings)
    {
        var own = folder is null ? Repository.NewTemporaryFolder() : null;
        var builder = ServiceHost.CreateBuilder(
            ["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=None", "--Hosting:ReconcileInterval=00:00:00.200", $"--Hosting:DataFolder={folder ?? own}", .. settings]);
        var listener = new ServiceModule("listener", host =>
        {
            host.Services.AddSingleton<PublishedMessages>();
            host.Services.AddPublishObserver(provider => provider.GetRequiredService<PublishedMessages>());
            // The last registration of a service is the one that counts.
            _ = time is null ? host.Services : host.Services.AddSingleton(time);
        }, _ => { });
        return new TestPlatform(ServiceHost.Build(builder, [.. modules, listener]), folder ?? own!, own);
    }
}
