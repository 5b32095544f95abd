using MassTransit;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Registry.Aliases;
using MedSsl.Registry.Benchmarks;
using MedSsl.Registry.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Registry;

/// <summary>Backbones become immutable versions with lineage, aliases and benchmarks.</summary>
public static class RegistryExtensions
{
    /// <summary>The service, for a host.</summary>
    public static ServiceModule Module { get; } = new("registry", builder => builder.AddRegistry(), AddRegistryConsumers, RegistryEndpoints.Map);

    /// <summary>Registers the service.</summary>
    public static void AddRegistry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ModelVersions>();
        builder.Services.AddSingleton<ModelAliases>();
        builder.Services.AddReconciler<LostModelReconciler>();
    }

    /// <summary>What the service listens to.</summary>
    public static void AddRegistryConsumers(this IRegistrationConfigurator bus)
    {
        bus.AddConsumer<RegisterModelConsumer, RegisterModelConsumer.Definition>();
        bus.AddConsumer<PromoteModelConsumer>();
        bus.AddConsumer<FileBenchmarkConsumer>();
    }
}
