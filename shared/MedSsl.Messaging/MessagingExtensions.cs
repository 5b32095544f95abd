using System.Security.Authentication;
using MassTransit;
using MedSsl.Messaging.RetryTiers;
using MedSsl.Messaging.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Messaging;

/// <summary>Adds the message bus to a service: the only place that knows MassTransit's configuration.</summary>
public static class MessagingExtensions
{
    /// <summary>Name of the activity source of the bus: each publish, receive and consume is a span of the W3C trace.</summary>
    public const string ActivitySourceName = "MassTransit";

    /// <summary>Name of the health check of the bus, tagged <c>ready</c>.</summary>
    public const string HealthCheckName = "bus";

    /// <summary>What the bus gets to close its connection after its consumers ended or were cancelled.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds the bus with the given consumers. Queues carry the kebab-case name of their consumer; how many messages a consumer takes at
    /// once is said by its <see cref="ConsumerDefinition{TConsumer}"/>.
    /// </summary>
    /// <exception cref="OptionsValidationException">A value of <paramref name="options"/> is not allowed; every reason is in it.</exception>
    public static IServiceCollection AddMessageBus(
        this IServiceCollection services, MessagingOptions options, Action<IBusRegistrationConfigurator> consumers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(consumers);
        options.ThrowIfInvalid();

        // Publishing before the bus is up would lose messages silently, so the host waits for it.
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = true;
            host.StartTimeout = options.StartTimeout;
            host.ConsumerStopTimeout = options.StopTimeout;
            host.StopTimeout = options.StopTimeout + ClosingTime;
        });
        services.Configure<HostOptions>(host =>
        {
            var needed = options.StopTimeout + (2 * ClosingTime);
            host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
        });
        services.AddReceiveObserver<BusObserver>();
        services.AddConsumeObserver<BusObserver>();
        services.AddPublishObserver<BusObserver>();
        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.ConfigureHealthCheckOptions(check =>
            {
                check.Name = HealthCheckName;
                check.MinimalFailureStatus = HealthStatus.Unhealthy;
                check.Tags.Add("ready");
            });
            consumers(bus);
            if (options.Transport == MessagingOptions.RabbitMQ)
            {
                bus.AddConfigureEndpointsCallback((_, queue, endpoint) => RabbitMqRetries.Configure(endpoint, queue, options));
                bus.UsingRabbitMq((context, rabbit) => ConfigureRabbitMq(context, rabbit, options));
            }
            else
            {
                bus.AddConfigureEndpointsCallback((_, _, endpoint) => InMemoryRetries.Configure(endpoint, options));
                bus.UsingInMemory((context, memory) => ConfigureEvery(context, memory));
            }
        });
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, MessagingOptions options)
    {
        rabbit.Host(options.Host, (ushort)options.Port, options.VirtualHost, AppDomain.CurrentDomain.FriendlyName, host =>
        {
            host.Username(options.Username);
            host.Password(options.Password);
            host.PublisherConfirmation = true;
            if (options.UseTls)
            {
                host.UseSsl(tls =>
                {
                    tls.ServerName = options.Host;
                    tls.Protocol = SslProtocols.Tls12 | SslProtocols.Tls13;
                });
            }
        });
        RabbitMqRetries.ConfigureErrorQueues(rabbit);
        ConfigureEvery(context, rabbit);
    }

    private static void ConfigureEvery<T>(IBusRegistrationContext context, IBusFactoryConfigurator<T> bus)
        where T : IReceiveEndpointConfigurator
    {
        // Plain JSON without an envelope, also without a content type: what a client without MassTransit sends.
        bus.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);
        bus.ConfigureEndpoints(context);
    }
}
