using MedSsl.Coordination;
using MedSsl.Coordination.Redis;
using MedSsl.Hosting.Health;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Messaging;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.Minio;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prometheus;

namespace MedSsl.Hosting;

/// <summary>
/// The one way a process of the platform starts: configuration from <c>appsettings.json</c>, then environment (<c>MEDSSL_Section__Key</c>),
/// then command line; embedded or real adapters by that configuration; health, metrics, traces and logs.
/// </summary>
public static class ServiceHost
{
    /// <summary>Runs one service as a process of its own until it is stopped; answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, ServiceModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        try
        {
            var builder = CreateBuilder(args);
            if (builder.Configuration.GetValidated<MessagingOptions>(MessagingOptions.SectionName).Transport == MessagingOptions.InMemory)
            {
                await Console.Error.WriteLineAsync(
                    $"{module.Name} is started alone with the in-memory bus: what it publishes would reach nobody. " +
                    "Set MEDSSL_Bus__Transport=RabbitMQ, or run every service in one process with `medssl run`.");
                return ExitCodes.Configuration;
            }

            await using var app = Build(builder, module);
            await app.Services.GetRequiredService<IObjectStore>().EnsureReadyAsync(CancellationToken.None);
            await app.RunAsync();
            return ExitCodes.Success;
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync("The configuration is wrong:\n" + string.Join('\n', exception.Failures.Select(failure => "  " + failure)));
            return ExitCodes.Configuration;
        }
    }

    /// <summary>A builder with the platform's configuration scheme and logging.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("MEDSSL_");
        builder.Configuration.AddCommandLine(args);
        var hosting = builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);

        builder.WebHost.UseUrls(hosting.Urls);
        builder.Logging.ClearProviders();
        var level = Enum.Parse<LogLevel>(hosting.LogLevel);
        var ofLibraries = level > LogLevel.Warning ? level : LogLevel.Warning;
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddFilter("Microsoft", ofLibraries).AddFilter("System", ofLibraries).AddFilter("MassTransit", ofLibraries);
        // Standard output belongs to the answer of a command; the log goes beside it.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        _ = hosting.LogFormat == "Json" ? builder.Logging.AddJsonConsole() : builder.Logging.AddSimpleConsole(text => text.SingleLine = true);
        return builder;
    }

    /// <summary>Adds adapters, bus and the modules to a builder and builds the application.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, params ServiceModule[] modules)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(modules);
        var hosting = builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);

        builder.AddValidatedOptions<HostingOptions>(HostingOptions.SectionName);
        builder.AddValidatedOptions<MessagingOptions>(MessagingOptions.SectionName);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RepublishGate>();
        builder.AddAdapters();
        builder.Services.AddMessageBus(
            builder.Configuration.GetValidated<MessagingOptions>(MessagingOptions.SectionName),
            bus => Array.ForEach(modules, module => module.AddConsumers(bus)));
        builder.Services.AddHealthChecks()
            .AddCheck<StoreHealthCheck>("object-store", tags: ["ready"])
            .AddCheck<CoordinationHealthCheck>("coordination", tags: ["ready"]);
        if (hosting.OtlpEndpoint.Length > 0)
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService(string.Join("+", modules.Select(module => module.Name)), "medssl"))
                .WithTracing(tracing => tracing.AddSource("MassTransit").AddOtlpExporter(otlp => otlp.Endpoint = new Uri(hosting.OtlpEndpoint)));
        }

        Array.ForEach(modules, module => module.AddServices(builder));

        var app = builder.Build();

        // Now, not in the middle of the start: a wrong value is told in one sentence, and nothing was begun.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapMetrics();
        Array.ForEach(modules, module => module.MapEndpoints?.Invoke(app));
        return app;
    }

    /// <summary>Registers the object store and the coordination that the configuration names.</summary>
    public static WebApplicationBuilder AddAdapters(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var hosting = builder.Configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);
        var storage = builder.Configuration.GetValidated<ObjectStorageOptions>(ObjectStorageOptions.SectionName);
        storage.Root = storage.Root.Length > 0 ? storage.Root : Path.Combine(Path.GetFullPath(hosting.DataFolder), "objects");
        var coordination = builder.Configuration.GetValidated<CoordinationOptions>(CoordinationOptions.SectionName);
        _ = storage.Kind == ObjectStorageOptions.S3 ? builder.Services.AddS3ObjectStore(storage) : builder.Services.AddFileSystemObjectStore(storage);
        _ = coordination.Kind == CoordinationOptions.Redis
            ? builder.Services.AddRedisCoordination(coordination)
            : builder.Services.AddInProcessCoordination();
        return builder;
    }
}
