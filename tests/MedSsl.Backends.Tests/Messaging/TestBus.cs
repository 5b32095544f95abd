using MassTransit;
using MedSsl.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>A service with one consumer, or none, on the bus, as a host would start it.</summary>
public sealed class TestBus : IAsyncDisposable
{
    private readonly IHost _host;

    private TestBus(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    /// <summary>Starts a service; <paramref name="queue"/> null gives one that only publishes.</summary>
    public static async Task<TestBus> StartAsync(
        MessagingOptions options, string? queue = null, Script? script = null, int concurrency = 8, string worker = "worker")
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script ?? new Script());
        builder.Services.AddSingleton(new WorkerName(worker));
        builder.Services.AddMessageBus(options, bus =>
        {
            if (queue is not null)
            {
                bus.AddConsumer<ScriptedConsumer>(consumer => consumer.ConcurrentMessageLimit = concurrency).Endpoint(endpoint =>
                {
                    endpoint.Name = queue;
                    endpoint.PrefetchCount = concurrency;
                });
            }
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestBus(host);
    }

    /// <summary>Async although it only forwards: MassTransit's ambient log context must not leak into a test that starts a second bus.</summary>
    public async Task PublishAsync(string id, CancellationToken cancellationToken = default) =>
        await Bus.Publish(new Ping { Id = id }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed record WorkerName(string Value);

    private sealed class ScriptedConsumer(Script script, WorkerName worker) : IConsumer<Ping>
    {
        public Task Consume(ConsumeContext<Ping> context) => script.RunAsync(context, worker.Value);
    }
}
